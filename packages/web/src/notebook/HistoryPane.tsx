import { Bookmark, Clock, Undo2 } from "lucide-react"
import { lazy, Suspense, useCallback, useEffect, useState } from "react"
import type { VersionInfo } from "@quire/protocol"
import { deletedCells, restoreCell } from "@quire/session"
import type { SessionState } from "@quire/session"
import { STRUCTURE } from "../session/structure-undo.ts"
import { useCells, useConnection, useNow, useSession } from "../session/hooks.ts"
import { FormDialog } from "../ui/FormDialog.tsx"
import { ago } from "../ui/format.ts"
import { Icon } from "../ui/Icon.tsx"
import { useNotebook } from "./notebook-context.ts"

// Comparing is loaded when somebody compares.
const VersionView = lazy(async () => ({ default: (await import("./VersionView.tsx")).VersionView }))

const REASONS: Readonly<Record<VersionInfo["reason"], string>> = {
  opened: "As it was found",
  auto: "",
  "before-merge": "Before a change from outside",
  "before-restore": "Before an older version came back",
  named: "",
}

/** What the notebook was before, and the bin. */
export function HistoryPane() {
  const { versions, problem, reload } = useVersions()
  const [shown, setShown] = useState<VersionInfo>()
  const [isNaming, setNaming] = useState(false)
  return (
    <section>
      <div className="row">
        <h2 className="grow">Versions</h2>
        <button type="button" className="btn small" onClick={() => setNaming(true)}>
          <Icon of={Bookmark} size="s" />
          Name this one
        </button>
      </div>
      {problem === "" ? null : <p className="problem bad">{problem}</p>}
      <ul className="list versions">
        {versions.map((version) => (
          <li key={version.n}>
            <button type="button" className="row-btn" onClick={() => setShown(version)}>
              <Icon of={version.name === "" ? Clock : Bookmark} />
              <span className="two grow">
                <b>{version.name || timeOf(version.at)}</b>
                <small>{detailOf(version)}</small>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <p className="sub">
        {versions.length === 0
          ? "None yet: the first one is kept when somebody writes."
          : "Kept every ten minutes while somebody writes, and before anything large happens."}
      </p>
      <Bin />
      {shown === undefined ? null : (
        <Suspense>
          <VersionView
            version={shown}
            title={shown.name || timeOf(shown.at)}
            onClose={() => {
              setShown(undefined)
              reload()
            }}
          />
        </Suspense>
      )}
      {isNaming ? (
        <NameVersion
          onClose={() => {
            setNaming(false)
            reload()
          }}
        />
      ) : null}
    </section>
  )
}

function useVersions(): { versions: readonly VersionInfo[]; problem: string; reload: () => void } {
  const connection = useConnection()
  const [versions, setVersions] = useState<readonly VersionInfo[]>([])
  const [problem, setProblem] = useState("")
  const saved = useSession((state: SessionState) => (state.save.status === "saved" ? state.save.at : 0))
  const reload = useCallback(() => {
    void connection.command({ type: "versions" }).then((answer) => {
      if (answer.ok) setVersions(answer.value as readonly VersionInfo[])
      setProblem(answer.ok ? "" : answer.message)
    })
  }, [connection])
  useEffect(reload, [reload, saved])
  return { versions, problem, reload }
}

function NameVersion({ onClose }: { onClose: () => void }) {
  const connection = useConnection()
  const [name, setName] = useState("")
  const keep = async (): Promise<string> => {
    const answer = await connection.command({ type: "nameVersion", name: name.trim() })
    return answer.ok ? "" : answer.message
  }
  return (
    <FormDialog title="Name this version" verb="Keep" canSubmit={name.trim() !== ""} onSubmit={keep} onClose={onClose}>
      {(isWrong) => (
        <div className="field">
          <label htmlFor="version-name">Name</label>
          <div className="input">
            <input
              id="version-name"
              value={name}
              maxLength={100}
              autoFocus
              aria-invalid={isWrong}
              aria-describedby="version-help"
              onChange={(event) => setName(event.target.value)}
            />
          </div>
          <p id="version-help" className="t3">
            Named versions are kept for good.
          </p>
        </div>
      )}
    </FormDialog>
  )
}

/** Deleted cells, until they are forgotten: the last two hundred stay. */
function Bin() {
  const { doc } = useConnection()
  const { focusCell } = useNotebook()
  // Drawn anew whenever a cell comes or goes.
  useCells()
  const now = useNow(30_000)
  const bin = deletedCells(doc)
  if (bin.length === 0) return null
  return (
    <>
      <h2>Deleted cells</h2>
      <ul className="list bin">
        {bin.slice(0, 50).map(({ cell, at, by }) => (
          <li key={cell.id}>
            <span className="two grow">
              <code>{cell.source.trim().split("\n", 1)[0]?.slice(0, 80) || "(empty)"}</code>
              <small>{`${by === "" ? "" : `${by}, `}${ago(at, now)}`}</small>
            </span>
            <button
              type="button"
              className="icon-btn small"
              aria-label="Put it back"
              onClick={() => {
                doc.transact(() => restoreCell(doc, cell.id), STRUCTURE)
                focusCell(cell.id, "cell")
              }}
            >
              <Icon of={Undo2} size="s" />
            </button>
          </li>
        ))}
      </ul>
    </>
  )
}

function detailOf(version: VersionInfo): string {
  return [version.name === "" ? "" : timeOf(version.at), REASONS[version.reason], version.by]
    .filter((part) => part !== "")
    .join(" · ")
}

function timeOf(at: number): string {
  const date = new Date(at)
  const time = date.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" })
  const isToday = date.toDateString() === new Date().toDateString()
  return isToday ? `Today ${time}` : `${date.toLocaleDateString(undefined, { day: "numeric", month: "short" })} ${time}`
}
