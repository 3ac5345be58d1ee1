import { Link, Package, RotateCw, Square } from "lucide-react"
import { Fragment, useState } from "react"
import { readFrontMatter } from "@quire/notebook"
import type { Diagnostic } from "@quire/notebook"
import { cellProblems, frontMatterOf } from "@quire/session"
import type { SessionState } from "@quire/session"
import { useConnection, useNow, usePeople, useSession } from "../session/hooks.ts"
import { initials } from "../session/person.ts"
import type { Presence } from "../session/presence.ts"
import { duration } from "../ui/format.ts"
import { Icon } from "../ui/Icon.tsx"
import { EditorOptions } from "./EditorOptions.tsx"
import { HistoryPane } from "./HistoryPane.tsx"
import { useNotebook } from "./notebook-context.ts"

const TABS = ["People", "Cell", "History", "Packages", "Runtime"] as const

/** Details of the notebook, to the right. */
export function Panel() {
  const [tab, setTab] = useState<(typeof TABS)[number]>("People")
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0
    const next = TABS[TABS.indexOf(tab) + step]
    if (step === 0 || next === undefined) return
    setTab(next)
    document.getElementById(`tab-${next}`)?.focus()
  }
  return (
    <aside className="panel" aria-label="Notebook details">
      <div className="tabs" role="tablist" aria-label="Details" onKeyDown={onKeyDown}>
        {TABS.map((name) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`tab-${name}`}
            aria-selected={tab === name}
            aria-controls="panel-pane"
            tabIndex={tab === name ? 0 : -1}
            onClick={() => setTab(name)}
          >
            {name}
          </button>
        ))}
      </div>
      <div className="pane on" role="tabpanel" id="panel-pane" aria-labelledby={`tab-${tab}`} tabIndex={0}>
        {tab === "People" ? (
          <PeoplePane />
        ) : tab === "Cell" ? (
          <CellPane />
        ) : tab === "History" ? (
          <HistoryPane />
        ) : tab === "Packages" ? (
          <PackagesPane />
        ) : (
          <RuntimePane />
        )}
      </div>
    </aside>
  )
}

function PeoplePane() {
  const connection = useConnection()
  const people = usePeople()
  const titles = useSession((state: SessionState) => state.structure)
  const { following, follow } = useNotebook()
  const rename = (name: string): void => {
    if (name.trim() !== "") connection.rename(name)
  }
  const whereabouts = ({ cell, isWriting, isMe }: Presence): string => {
    const title = cell === undefined ? undefined : titles.find(({ id }) => id === cell)?.title || "a cell"
    if (isMe) return title === undefined ? "You" : `You, in ${title}`
    return title === undefined ? "Here" : `${isWriting ? "Writing in" : "Reading"} ${title}`
  }
  return (
    <section>
      <div className="row">
        <h2 className="grow">Here now</h2>
        <button type="button" className="btn small" onClick={() => void navigator.clipboard?.writeText(location.href)}>
          <Icon of={Link} size="s" />
          Copy link
        </button>
      </div>
      <ul className="list">
        {people.map(({ person, isMe, ...where }) => (
          <li key={person.id}>
            <span className="av" style={{ background: person.color }}>
              {initials(person.name)}
            </span>
            <span className="two grow">
              {isMe ? (
                <input
                  className="me"
                  aria-label="Your name"
                  defaultValue={person.name}
                  onBlur={(event) => rename(event.target.value)}
                />
              ) : (
                <b>{person.name}</b>
              )}
              <small>{whereabouts({ person, isMe, ...where })}</small>
            </span>
            {isMe ? null : (
              <button
                type="button"
                className="btn small quiet"
                aria-pressed={following === person.id}
                onClick={() => follow(following === person.id ? undefined : person.id)}
              >
                {following === person.id ? "Following" : "Follow"}
              </button>
            )}
          </li>
        ))}
      </ul>
      {people.length < 2 ? <p className="sub">Only you are here.</p> : null}
    </section>
  )
}

const NO_PROBLEMS: readonly Diagnostic[] = []

function isSameList(a: readonly Diagnostic[], b: readonly Diagnostic[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** What the selected cell uses, who uses it, and why it is stale. */
function CellPane() {
  const { selected, focusCell } = useNotebook()
  const node = useSession((state: SessionState) => (selected === undefined ? undefined : state.graph.get(selected)))
  const structure = useSession((state: SessionState) => state.structure)
  const mark = useSession((state: SessionState) => (selected === undefined ? undefined : state.marks[selected]))
  const problems = useSession(
    (state: SessionState) => (selected === undefined ? NO_PROBLEMS : cellProblems(state, selected)),
    isSameList,
  )
  if (selected === undefined || node === undefined || mark === undefined)
    return (
      <>
        <p className="sub">Select a code cell.</p>
        <EditorOptions />
      </>
    )
  const titleOf = (id: string): string => structure.find((cell) => cell.id === id)?.title || "unnamed"
  return (
    <section>
      <h2 className="mono">{titleOf(selected)}</h2>
      <dl className="kv">
        <dt>State</dt>
        <dd>{mark.status}</dd>
        {mark.why.length > 0 ? (
          <>
            <dt>Stale because</dt>
            <dd className="mono">{mark.why.map((name) => name || "its code").join(", ")}</dd>
          </>
        ) : null}
        <dt>Uses</dt>
        <dd className="mono">
          {[...node.inputs].map(([name, owner], index) => (
            <Fragment key={name}>
              {index === 0 ? "" : ", "}
              <button type="button" className="link mono" onClick={() => focusCell(owner, "cell")}>
                {name}
              </button>
            </Fragment>
          ))}
          {node.inputs.size === 0 ? "nothing" : null}
        </dd>
        <dt>Used by</dt>
        <dd className="mono">{node.usedBy.length === 0 ? "nothing" : node.usedBy.map(titleOf).join(", ")}</dd>
      </dl>
      {problems
        .filter(({ isUnused }) => isUnused !== true)
        .map((problem, index) => (
          <p key={index} className={problem.severity === "error" ? "problem bad" : "problem"}>
            {`Line ${problem.place.line}: ${problem.message} ${problem.hint}`}
          </p>
        ))}
      <EditorOptions />
    </section>
  )
}

function PackagesPane() {
  const { doc } = useConnection()
  const packages = useSession((state: SessionState) => state.packages)
  const read = readFrontMatter(frontMatterOf(doc).toString())
  const listed = read.ok ? [...read.value.dependencies] : []
  return (
    <section>
      <h2>Packages</h2>
      <p className="sub">Exact versions, written in the notebook’s front matter.</p>
      {read.ok ? null : (
        <p className="problem bad">{"because" in read.error ? read.error.because : "The front matter is too large."}</p>
      )}
      <ul className="list">
        {listed.map(([name, version]) => (
          <li key={name}>
            <Icon of={Package} />
            <span className="grow">{name}</span>
            <span className="t3 num mono">{version}</span>
          </li>
        ))}
      </ul>
      <p className="sub">
        {listed.length === 0
          ? "No packages."
          : `Status: ${packages.status === "none" ? "installed at the first run" : packages.status}`}
      </p>
    </section>
  )
}

function RuntimePane() {
  const connection = useConnection()
  const { interrupt } = useNotebook()
  const runtime = useSession((state: SessionState) => state.runtime)
  const running = useSession((state: SessionState) => state.running)
  const now = useNow(1000)
  return (
    <section>
      <div className="row">
        <h2 className="grow">Runtime</h2>
        <span className={running === undefined ? "tag" : "tag run"}>{running === undefined ? "Idle" : "Running"}</span>
      </div>
      {runtime.status === "ready" ? (
        <dl className="kv">
          <dt>Process</dt>
          <dd>{`pid ${runtime.pid}`}</dd>
          <dt>Up for</dt>
          <dd>{duration(Math.max(0, now - runtime.since))}</dd>
          <dt>Memory</dt>
          <dd>{`${runtime.memoryMb} MB`}</dd>
        </dl>
      ) : (
        <p className="sub">
          {runtime.status === "none" ? "It starts with the first run." : "It has ended, and starts with the next run."}
        </p>
      )}
      <div className="row acts">
        <button type="button" className="btn small" onClick={interrupt}>
          <Icon of={Square} size="xs" fill />
          Interrupt
        </button>
        <button type="button" className="btn small" onClick={() => void connection.command({ type: "restart" })}>
          <Icon of={RotateCw} size="s" />
          Restart
        </button>
      </div>
    </section>
  )
}
