import { Check, CloudOff, ListTree, PanelRight, Play, Square } from "lucide-react"
import { useState } from "react"
import type { SaveState, SessionState } from "@quire/session"
import { useConnection, useConnectionInfo, useNow, usePeople, useSession } from "../session/hooks.ts"
import { initials } from "../session/person.ts"
import { ago, plural } from "../ui/format.ts"
import { Icon } from "../ui/Icon.tsx"
import { Logo } from "../ui/Logo.tsx"
import { SaveCopy } from "./SaveCopy.tsx"
import { useNotebook } from "./notebook-context.ts"

interface TopBarProps {
  readonly isPanelOpen: boolean
  readonly onPanel: () => void
  readonly onOutline: () => void
}

/** Where the notebook is, whether it is saved, who is here, what runs. */
export function TopBar({ isPanelOpen, onPanel, onOutline }: TopBarProps) {
  const { place, status } = useConnectionInfo()
  const parts = (place?.path ?? "").split("/").filter((part) => part !== "")
  const name = parts.at(-1)?.replace(/\.(?:md|ipynb|livemd)$/i, "") ?? ""
  return (
    <header className="top">
      <a className="logo" href="/" aria-label="Quire, home">
        <Logo />
      </a>
      <nav aria-label="Place">
        <ol className="crumbs">
          <li>
            <a href={`/?storage=${encodeURIComponent(place?.storage ?? "home")}`} className="cut">
              {place?.storageName ?? ""}
            </a>
          </li>
          {parts.slice(0, -1).map((part, index) => (
            <li key={index}>
              <a
                href={`/?storage=${encodeURIComponent(place?.storage ?? "")}&path=${encodeURIComponent(`/${parts.slice(0, index + 1).join("/")}/`)}`}
              >
                {part}
              </a>
            </li>
          ))}
          <li>
            <span aria-current="page" className="row cut">
              <span className="cut">{name}</span>
            </span>
          </li>
        </ol>
      </nav>
      <SaveStatus />
      <span className="grow" />
      <PeopleHere />
      {status === "online" ? <RunControls /> : <span className="btn quiet no-phone">Not connected</span>}
      <button type="button" className="icon-btn only-tablet" aria-label="Outline" onClick={onOutline}>
        <Icon of={ListTree} />
      </button>
      <button
        type="button"
        className="icon-btn no-phone"
        aria-label={isPanelOpen ? "Hide details" : "Show details"}
        aria-pressed={isPanelOpen}
        onClick={onPanel}
      >
        <Icon of={PanelRight} />
      </button>
    </header>
  )
}

function SaveStatus() {
  const save = useSession((state: SessionState) => state.save)
  const { place, status, unacknowledged, isReadOnly } = useConnectionInfo()
  const connection = useConnection()
  const now = useNow(1000)
  if (status !== "online" && unacknowledged > 0) {
    return (
      <span className="saved warn">
        <Icon of={CloudOff} size="s" />
        Kept on this device
      </span>
    )
  }
  if (isReadOnly) return <ReadOnly isChanged={save.status === "failed"} />
  const where = place === undefined ? "" : place.where.replace(/^https?:\/\//, "")
  return (
    <button
      type="button"
      className={save.status === "failed" ? "saved warn" : "saved"}
      title={save.status === "failed" ? `${save.problem.message} ${save.problem.hint}` : "Save now (Ctrl+S)"}
      onClick={() => void connection.command({ type: "save" })}
    >
      {save.status === "saved" ? <Icon of={Check} size="s" /> : null}
      <span className="cut">{saveText(save, where, now)}</span>
    </button>
  )
}

/** What is written here stays on the server, and reaches no file but a copy. */
function ReadOnly({ isChanged }: { isChanged: boolean }) {
  const [isCopying, setCopying] = useState(false)
  return (
    <>
      <button type="button" className="saved" title="Save a copy to another storage" onClick={() => setCopying(true)}>
        {isChanged ? "Read only: your changes are kept on the server" : "Read only"}
      </button>
      {isCopying ? <SaveCopy onClose={() => setCopying(false)} /> : null}
    </>
  )
}

function saveText(save: SaveState, where: string, now: number): string {
  switch (save.status) {
    case "saved":
      return `Saved to ${where} ${ago(save.at, now)}`
    case "waiting":
    case "saving":
      return "Saving…"
    case "failed": {
      const seconds = save.retryAt === undefined ? undefined : Math.max(0, Math.ceil((save.retryAt - now) / 1000))
      return seconds === undefined ? "Not saved" : `Not saved: retrying in ${seconds} s`
    }
  }
}

function PeopleHere() {
  const people = usePeople()
  return (
    <span className="avs no-phone" role="group" aria-label={`${plural(people.length, "person", "people")} here`}>
      {people.slice(0, 6).map(({ person, isMe }) => (
        <span
          key={person.id}
          className="av"
          style={{ background: person.color }}
          title={isMe ? `${person.name} (you)` : person.name}
        >
          {initials(person.name)}
        </span>
      ))}
    </span>
  )
}

function RunControls() {
  const { run, interrupt } = useNotebook()
  const running = useSession((state: SessionState) => (state.running === undefined ? 0 : 1))
  const queued = useSession((state: SessionState) => state.queue.length)
  const stale = useSession(countStale)
  const hasOthers = useSession((state: SessionState) =>
    Object.values(state.marks).some(({ status }) => DUE.has(status) && status !== "stale"),
  )
  const memory = useSession((state: SessionState) => (state.runtime.status === "ready" ? state.runtime.memoryMb : 0))
  const isStopping = useSession((state: SessionState) => state.isStopping)
  return (
    <>
      <span
        className="btn quiet no-phone runtime-state"
        role="status"
        aria-label={`Runtime: ${running > 0 ? "running" : "idle"}, ${memory} megabytes`}
      >
        <span className={`st ${running > 0 ? "running" : "fresh"}`} />
        {isStopping
          ? "Stopping…"
          : running > 0
            ? `Running ${running}${queued > 0 ? `, ${queued} queued` : ""}`
            : "Idle"}
        {memory > 0 ? <span className="t3 num no-tab">{memory} MB</span> : null}
      </span>
      {running > 0 ? (
        <button type="button" className="btn no-phone" onClick={interrupt}>
          <Icon of={Square} size="xs" fill />
          Stop
        </button>
      ) : null}
      <button type="button" className="btn primary no-phone" disabled={stale === 0} onClick={() => run("stale")}>
        <Icon of={Play} size="s" />
        {runLabel(stale, running > 0, hasOthers)}
      </button>
    </>
  )
}

/** Cells that "run stale" runs: those that changed, never ran, failed or were stopped. */
const DUE: ReadonlySet<string> = new Set(["stale", "never", "error", "interrupted"])

export function countStale(state: SessionState): number {
  return Object.values(state.marks).filter(({ status }) => DUE.has(status)).length
}

function runLabel(due: number, isRunning: boolean, hasOthers: boolean): string {
  if (due === 0) return isRunning ? "All queued" : "All fresh"
  return hasOthers ? `Run ${due}` : `Run ${due} stale`
}
