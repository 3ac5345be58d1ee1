import { CircleAlert, GitMerge, Package, RotateCw, WifiOff, X } from "lucide-react"
import { useCallback, useState, useSyncExternalStore } from "react"
import { describeFrontMatterError, readFrontMatter } from "@quire/notebook"
import { describeDeath, frontMatterOf } from "@quire/session"
import type { SessionState } from "@quire/session"
import { api } from "../api/http.ts"
import { useConnection, useConnectionInfo, useNow, useSession } from "../session/hooks.ts"
import { ago, plural } from "../ui/format.ts"
import { Icon } from "../ui/Icon.tsx"
import { FormatNotices } from "./FormatNotices.tsx"
import { SaveCopy } from "./SaveCopy.tsx"
import { useNotebook } from "./notebook-context.ts"

/** Above everything: the connection is gone, and what that means. */
export function OfflineStrip() {
  const connection = useConnection()
  const { status, unacknowledged, retryAt } = useConnectionInfo()
  const now = useNow(1000, status === "offline")
  if (status !== "offline") return null
  const seconds = retryAt === undefined ? 0 : Math.max(0, Math.ceil((retryAt - now) / 1000))
  const waiting =
    unacknowledged > 0
      ? `${plural(unacknowledged, "change")} ${unacknowledged === 1 ? "waits" : "wait"} on this device and will merge`
      : "Changes will merge"
  return (
    <div className="strip" role="status">
      <Icon of={WifiOff} />
      <p>
        <b>You are offline.</b> {`Keep writing: ${waiting} when the connection is back. Cells run again then.`}
      </p>
      <span className="t3 num no-phone">{`Next try in ${seconds} s`}</span>
      <button type="button" className="btn small" onClick={connection.retryNow}>
        Try now
      </button>
    </div>
  )
}

/** In the reading flow, above the first cell. */
export function Notices() {
  return (
    <>
      <JournalNotice />
      <SaveNotice />
      <MergeNotice />
      <RuntimeNotice />
      <PackagesNotice />
      <FrontMatterNotice />
      <FormatNotices />
    </>
  )
}

function SaveNotice() {
  const connection = useConnection()
  const save = useSession((state: SessionState) => state.save)
  const { place, isReadOnly, sessionId } = useConnectionInfo()
  const isKept = useSession((state: SessionState) => state.journalProblem === undefined)
  const [isCopying, setCopying] = useState(false)
  const [why, setWhy] = useState("")
  const follow = async (): Promise<void> => {
    const answer = await api("POST", `/sessions/${sessionId}/follow-file`)
    if (answer.ok) return
    const isOpen = answer.problem.code === "exists"
    setWhy(
      isOpen
        ? "It is open there already, and has a history of its own: save a copy of this one."
        : answer.problem.title,
    )
  }
  if (save.status !== "failed") return null
  return (
    <div className="notice warn" role="status">
      <Icon of={CircleAlert} />
      <p>
        <b>{`Not saved to ${place?.storageName ?? "the storage"}:`}</b>{" "}
        {`${save.problem.message} ${save.problem.hint}${isKept ? " Your text is safe on the server." : ""} ${why}`}
      </p>
      <span className="acts">
        {save.problem.movedTo === undefined ? null : (
          <button type="button" className="btn small" onClick={() => void follow()}>
            Go on there
          </button>
        )}
        <button type="button" className="btn small" onClick={() => setCopying(true)}>
          Save a copy…
        </button>
        {isReadOnly ? null : (
          <button type="button" className="btn small" onClick={() => void connection.command({ type: "save" })}>
            Save again
          </button>
        )}
      </span>
      {isCopying ? <SaveCopy onClose={() => setCopying(false)} /> : null}
    </div>
  )
}

/** Nothing is kept on the server's disk: what this page holds is all there is. */
function JournalNotice() {
  const problem = useSession((state: SessionState) => state.journalProblem)
  if (problem === undefined) return null
  return (
    <div className="notice bad" role="alert">
      <Icon of={CircleAlert} />
      <p>
        <b>{problem.code === "journal-failed" ? `${problem.message} ${problem.hint}` : problem.message}</b>{" "}
        {problem.code === "journal-failed"
          ? "Go on writing, and leave this page open: what you write is kept here until the disk takes it."
          : problem.hint}
      </p>
    </div>
  )
}

function MergeNotice() {
  const merge = useSession((state: SessionState) => state.merge)
  const [dismissed, setDismissed] = useState(0)
  const now = useNow(5000, merge !== undefined)
  if (merge === undefined || merge.at <= dismissed) return null
  const { changed, added, moved, removed, conflicts, frontMatter } = merge.report
  const parts = [
    changed.length > 0 ? `${plural(changed.length, "cell")} changed` : "",
    added.length > 0 ? `${added.length} added` : "",
    moved > 0 ? `${moved} moved` : "",
    removed > 0 ? `${removed} removed` : "",
  ].filter((part) => part !== "")
  const isConflict = conflicts.length > 0 || frontMatter === "conflict"
  return (
    <div className={isConflict ? "notice warn" : "notice"} role="status">
      <Icon of={GitMerge} />
      <p>
        <b>Merged a change from the file.</b> {`${parts.join(", ")}${parts.length > 0 ? ". " : ""}`}
        {conflicts.length > 0
          ? `${plural(conflicts.length, "cell")} changed on both sides: both texts are kept, one below the other. `
          : ""}
        {frontMatter === "changed" ? "The settings at the top changed. " : ""}
        {frontMatter === "conflict"
          ? "The settings at the top changed on both sides: theirs stand there as comments. "
          : ""}
        <span className="t3">{ago(merge.at, now)}</span>
      </p>
      <span className="acts">
        <button type="button" className="icon-btn small" aria-label="Dismiss" onClick={() => setDismissed(merge.at)}>
          <Icon of={X} size="s" />
        </button>
      </span>
    </div>
  )
}

function RuntimeNotice() {
  const runtime = useSession((state: SessionState) => state.runtime)
  const { run } = useNotebook()
  if (runtime.status !== "dead" || runtime.reason.type === "restart") return null
  return (
    <div className="notice bad" role="alert">
      <Icon of={CircleAlert} />
      <p>
        <b>{describeDeath(runtime.reason)}</b> Text and outputs are kept; cells need a re-run.
      </p>
      <span className="acts">
        <button type="button" className="btn small" onClick={() => run("all")}>
          <Icon of={RotateCw} size="s" />
          Run all
        </button>
      </span>
    </div>
  )
}

function PackagesNotice() {
  const packages = useSession((state: SessionState) => state.packages)
  const connection = useConnection()
  const { run } = useNotebook()
  if (packages.status === "ready" && packages.heldScripts.length > 0)
    return <HeldScripts packages={packages.heldScripts} />
  if (packages.status === "installing") {
    return (
      <div className="notice" role="status">
        <Icon of={Package} />
        <p>
          <b>Installing packages.</b> <span className="mono">{packages.text}</span>
        </p>
        <span className="acts">
          <button
            type="button"
            className="btn small"
            onClick={() => void connection.command({ type: "cancelInstall" })}
          >
            Cancel
          </button>
        </span>
      </div>
    )
  }
  if (packages.status !== "failed") return null
  return (
    <div className="notice bad" role="alert">
      <Icon of={Package} />
      <div className="grow">
        <p>
          <b>The packages could not be installed:</b> {packages.message}
        </p>
        <details>
          <summary className="link">Details</summary>
          <pre className="plain">{packages.log}</pre>
        </details>
      </div>
      <span className="acts">
        <button type="button" className="btn small" onClick={() => run("stale")}>
          Try again
        </button>
      </span>
    </div>
  )
}

/** Install scripts are programs of strangers: they run after a yes, given once for a version. */
function HeldScripts({ packages }: { packages: readonly string[] }) {
  const connection = useConnection()
  const [dismissed, setDismissed] = useState("")
  const list = packages.join(", ")
  if (dismissed === list) return null
  return (
    <div className="notice warn" role="status">
      <Icon of={Package} />
      <p>
        <b>Install scripts did not run:</b> <span className="mono">{list}</span>. They are programs of the package’s
        makers, and run as this server. Without them it may not load.
      </p>
      <span className="acts">
        <button
          type="button"
          className="btn small"
          onClick={() => void connection.command({ type: "allowScripts", packages: [...packages] })}
        >
          Let them run
        </button>
        <button type="button" className="icon-btn small" aria-label="Dismiss" onClick={() => setDismissed(list)}>
          <Icon of={X} size="s" />
        </button>
      </span>
    </div>
  )
}

/** Front matter that cannot be read is said, and left as it is. */
function FrontMatterNotice() {
  const { doc } = useConnection()
  const text = frontMatterOf(doc)
  const source = useSyncExternalStore(
    useCallback(
      (listener: () => void) => {
        text.observe(listener)
        return () => text.unobserve(listener)
      },
      [text],
    ),
    () => text.toString(),
  )
  const read = readFrontMatter(source)
  if (read.ok) return null
  return (
    <div className="notice warn" role="status">
      <Icon of={CircleAlert} />
      <p>
        <b>The front matter cannot be read:</b> {describeFrontMatterError(read.error)}. It is kept as it is; packages
        that it names are not installed.
      </p>
    </div>
  )
}
