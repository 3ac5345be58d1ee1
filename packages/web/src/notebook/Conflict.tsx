import { diffLines, diffWordsWithSpace } from "diff"
import { GitMerge } from "lucide-react"
import type { ReactNode } from "react"
import { isAkin, isTheirs, parseAttributes } from "@quire/notebook"
import type { CellInfo } from "../session/cell-list.ts"
import { useCells, useSource } from "../session/hooks.ts"
import { Icon } from "../ui/Icon.tsx"
import { useNotebook } from "./notebook-context.ts"

/** Ours and theirs of a cell that both sides changed, and the choice. Nothing of theirs runs before. */
export function ConflictCell({ cell }: { cell: CellInfo }) {
  const { id } = cell
  const { selected, remove, setWord } = useNotebook()
  const above = oursOf(cell, useCells())
  const [ours, theirs] = [useSource(above?.id ?? id), useSource(id)]
  const name = parseAttributes(cell.words).get("name")
  // Without a name, only the texts say that they are of one cell: another may have been moved or deleted in between.
  const mine = name === undefined && !isAkin(ours, theirs) ? undefined : above
  const keepTheirs = (): void => {
    setWord(id, "conflict", undefined)
    if (mine !== undefined) remove(mine.id)
  }
  return (
    <article
      className={`cell conflict${selected === id ? " sel" : ""}`}
      id={`cell-${id}`}
      aria-label={`Two versions of ${name ?? "this cell"}`}
      tabIndex={selected === id ? 0 : -1}
      data-cell={id}
    >
      <span className="cell-run" />
      <div className="cell-b cmp">
        <div className="cmp-h" role="status">
          <Icon of={GitMerge} size="s" />
          <span className="grow">
            <b>Also changed in the file.</b> Both are kept until you choose.
          </span>
          <button type="button" className="btn small" onClick={() => remove(id)}>
            {mine === undefined ? "Delete theirs" : "Keep mine"}
          </button>
          <button type="button" className="btn small" onClick={keepTheirs}>
            Keep theirs
          </button>
          {mine === undefined ? null : (
            <button type="button" className="btn small" onClick={() => setWord(id, "conflict", undefined)}>
              Keep both
            </button>
          )}
        </div>
        {mine === undefined ? <Alone theirs={theirs} /> : <Sides mine={ours} theirs={theirs} />}
      </div>
    </article>
  )
}

/** Ours stands above, perhaps with other sides of it between; somebody may have moved or deleted it since. */
function oursOf(theirs: CellInfo, cells: readonly CellInfo[]): CellInfo | undefined {
  const above = cells
    .slice(
      0,
      cells.findIndex(({ id }) => id === theirs.id),
    )
    .findLast((cell) => !isTheirs(cell))
  const nameOf = ({ words }: CellInfo): string | undefined => parseAttributes(words).get("name")
  return above?.kind === theirs.kind && nameOf(above) === nameOf(theirs) ? above : undefined
}

function Alone({ theirs }: { theirs: string }) {
  return (
    <div className="cmp-b">
      <div>
        <small>In the file</small>
        <Line>{theirs}</Line>
      </div>
    </div>
  )
}

function Sides({ mine, theirs }: { mine: string; theirs: string }) {
  const { left, right } = sidesOf(mine, theirs)
  return (
    <div className="cmp-b">
      <div>
        <small>Here</small>
        {left}
      </div>
      <div>
        <small>In the file</small>
        {right}
      </div>
    </div>
  )
}

const CONTEXT = 2

/** Both texts with what differs marked; of longer parts that are the same, only the lines beside a difference. */
function sidesOf(
  mine: string,
  theirs: string,
): { readonly left: readonly ReactNode[]; readonly right: readonly ReactNode[] } {
  const [left, right]: [ReactNode[], ReactNode[]] = [[], []]
  const parts = diffLines(`${mine}\n`, `${theirs}\n`)
  for (const [at, part] of parts.entries()) {
    const before = parts[at - 1]
    if (part.added) {
      if (before?.removed !== true)
        right.push(
          <Line key={at} mark>
            {part.value}
          </Line>,
        )
    } else if (part.removed) {
      const after = parts[at + 1]
      if (after?.added === true) {
        const words = diffWordsWithSpace(part.value, after.value)
        left.push(
          <Line key={at}>{words.flatMap((word, n) => (word.added ? [] : [marked(word.value, word.removed, n)]))}</Line>,
        )
        right.push(
          <Line key={at}>{words.flatMap((word, n) => (word.removed ? [] : [marked(word.value, word.added, n)]))}</Line>,
        )
      } else
        left.push(
          <Line key={at} mark>
            {part.value}
          </Line>,
        )
    } else {
      const shown = shorten(part.value, at === 0, at === parts.length - 1)
      left.push(<Line key={at}>{shown}</Line>)
      right.push(<Line key={at}>{shown}</Line>)
    }
  }
  return { left, right }
}

function marked(text: string, isMarked: boolean, key: number): ReactNode {
  return isMarked && text.trim() !== "" ? <mark key={key}>{text}</mark> : text
}

function Line({ children, mark = false }: { children: ReactNode; mark?: boolean }) {
  return <div className="cmp-l">{mark ? <mark>{children}</mark> : children}</div>
}

function shorten(text: string, isFirst: boolean, isLast: boolean): string {
  const lines = text.replace(/\n$/, "").split("\n")
  if (lines.length <= 2 * CONTEXT + 1) return text
  const top = isFirst ? [] : lines.slice(0, CONTEXT)
  const bottom = isLast ? [] : lines.slice(-CONTEXT)
  return [...top, "…", ...bottom, ""].join("\n")
}
