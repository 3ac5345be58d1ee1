import { diffLines } from "diff"
import { useEffect, useMemo, useRef, useState } from "react"
import { alignCells, readNotebook } from "@quire/notebook"
import type { Cell, Notebook } from "@quire/notebook"
import type { VersionInfo } from "@quire/protocol"
import { readDocument } from "@quire/session"
import { useConnection } from "../session/hooks.ts"
import { plural } from "../ui/format.ts"

/** What a version and the notebook of now have not in common, by cell; and the way back. */
export function VersionView({ version, title, onClose }: { version: VersionInfo; title: string; onClose: () => void }) {
  const connection = useConnection()
  const dialog = useRef<HTMLDialogElement>(null)
  const [text, setText] = useState<string>()
  const [problem, setProblem] = useState("")
  useEffect(() => {
    dialog.current?.showModal()
    void connection.command({ type: "readVersion", n: version.n }).then((answer) => {
      if (answer.ok) setText(String(answer.value))
      else setProblem(answer.message)
    })
  }, [connection, version.n])
  const restore = async (): Promise<void> => {
    const answer = await connection.command({ type: "restoreVersion", n: version.n })
    if (answer.ok) dialog.current?.close()
    else setProblem(answer.message)
  }
  return (
    <dialog ref={dialog} className="dialog version" aria-labelledby="version-title" onClose={onClose}>
      <header>
        <h1 id="version-title">{title}</h1>
        <span className="t3">{version.by}</span>
      </header>
      <div className="version-b">
        {text === undefined ? null : <DifferenceList text={text} />}
        {problem === "" ? null : (
          <p className="hint" role="alert">
            {problem}
          </p>
        )}
      </div>
      <footer>
        <span className="t3 grow">Green came since; red is what would come back.</span>
        <button type="button" className="btn quiet" onClick={() => dialog.current?.close()}>
          Close
        </button>
        <button type="button" className="btn primary" disabled={text === undefined} onClick={() => void restore()}>
          Bring it back
        </button>
      </footer>
    </dialog>
  )
}

interface Difference {
  readonly old: string
  readonly now: string
  /** Cells without a difference that stand above. */
  readonly same: number
}

function DifferenceList({ text }: { text: string }) {
  const { doc } = useConnection()
  const { found, after, isEqual } = useMemo(() => differencesIn(text, readDocument(doc)), [text, doc])
  if (isEqual) return <p className="sub">It is the same as now.</p>
  return (
    <>
      {found.map(({ old, now, same }, index) => (
        <div key={index}>
          <Same count={same} />
          <pre className="diff">
            {diffLines(old, now).map((part, at) => (
              <span key={at} className={part.added ? "add" : part.removed ? "del" : "ctx"}>
                {part.value}
              </span>
            ))}
          </pre>
        </div>
      ))}
      <Same count={after} />
    </>
  )
}

function Same({ count }: { count: number }) {
  return count === 0 ? null : <p className="same">{plural(count, "cell")} the same</p>
}

interface Differences {
  readonly found: readonly Difference[]
  readonly after: number
  readonly isEqual: boolean
}

function differencesIn(text: string, now: Notebook): Differences {
  const old = readNotebook(now.format, text)
  // A version that cannot be read is shown as it stands.
  if (!old.ok) return { found: [{ old: text, now: "", same: 0 }], after: 0, isEqual: false }
  return differencesOf(old.value, now)
}

function differencesOf(old: Notebook, now: Notebook): Differences {
  const [oldTop, nowTop] = [topOf(old), topOf(now)]
  const found: Difference[] = oldTop === nowTop ? [] : [{ old: oldTop, now: nowTop, same: 0 }]
  let same = 0
  for (const pair of alignCells(old.cells, now.cells)) {
    const [before, after] = [shown(pair.old), shown(pair.new)]
    if (before === after) same++
    else {
      found.push({ old: before, now: after, same })
      same = 0
    }
  }
  return { found, after: same, isEqual: found.length === 0 }
}

function topOf({ frontMatter }: Notebook): string {
  return frontMatter === undefined ? "" : `---\n${frontMatter.source}\n---\n`
}

/** A cell as text: its words and what it says. */
function shown(cell: Cell | undefined): string {
  if (cell === undefined) return ""
  const head = cell.kind === "code" ? `${cell.words}\n` : cell.kind === "heading" ? `${"#".repeat(cell.level)} ` : ""
  return `${head}${cell.source}\n`
}
