import { closeCompletion } from "@codemirror/autocomplete"
import type { EditorView } from "@codemirror/view"
import { Check, CircleAlert, Clock, Eye, Play, RotateCw, Square } from "lucide-react"
import { memo, useCallback, useEffect, useRef, useState } from "react"
import { parseFenceWords } from "@quire/notebook"
import type { CellId, Diagnostic } from "@quire/notebook"
import { cellProblems, cellState, sourceOf } from "@quire/session"
import type { CellMark, LastRun, SessionState } from "@quire/session"
import { errorMarks, goToLine, showDiagnostics, showErrorLines } from "../editor/marks.ts"
import { makeEditor } from "../editor/editor.ts"
import { Outputs } from "../outputs/Outputs.tsx"
import type { CellInfo } from "../session/cell-list.ts"
import {
  useConnection,
  useConnectionInfo,
  useFileOutputs,
  useNow,
  usePeople,
  useSession,
  useSource,
} from "../session/hooks.ts"
import { initials } from "../session/person.ts"
import { duration } from "../ui/format.ts"
import { Icon } from "../ui/Icon.tsx"
import { CellMenu } from "./CellMenu.tsx"
import { runKey } from "./keys.ts"
import { useNotebook } from "./notebook-context.ts"
import { useNear } from "./use-near.ts"

const NEVER: CellMark = { status: "never", why: [], waitsFor: undefined }

/** A code cell: its edge and run button, its code, why it is stale, what it showed. */
export const CodeCell = memo(function CodeCell({ cell }: { cell: CellInfo }) {
  const { id } = cell
  const words = parseFenceWords(cell.words)
  const notebook = useNotebook()
  const mark = useSession(
    useCallback((state: SessionState) => state.marks[id] ?? NEVER, [id]),
    isSameMark,
  )
  const run = useSession(useCallback((state: SessionState) => cellState(state, id), [id]))
  // Until it runs here, what its file has of it.
  const inFile = useFileOutputs(id, run.last === undefined && run.outputs.length === 0)
  const isSelected = notebook.selected === id
  const name = words.name ?? "this cell"
  const status = words.isStatic ? "never" : mark.status
  const what = words.foreign === undefined ? (words.isStatic ? "a sample" : status) : foreignName(words.foreign)
  const label = `Cell ${words.name ?? ""}, ${what}`.replace(" ,", ",")
  return (
    <article
      className={`cell ${status}${isSelected ? " sel" : ""}`}
      id={`cell-${id}`}
      aria-label={label}
      tabIndex={isSelected ? 0 : -1}
      data-cell={id}
    >
      {words.isStatic ? <span className="cell-run" /> : <RunButton id={id} status={status} name={name} />}
      <div className="cell-b">
        <div className="code">
          <CellHead cell={cell} mark={mark} />
          {words.hidesCode ? null : <CellEditor cell={cell} />}
        </div>
        <Why id={id} mark={mark} />
        {words.hidesOutput ? null : (
          <Outputs
            cell={id}
            name={name}
            outputs={inFile.length > 0 ? inFile : run.outputs}
            omitted={run.omittedBytes}
            isOld={inFile.length > 0 || run.before !== undefined || status === "stale"}
          />
        )}
      </div>
    </article>
  )
})

/** What people call the language of a cell that Quire does not run. */
function foreignName(word: string): string {
  if (word === "raw") return "Raw text"
  if (word === "code") return "Code of an unknown language"
  return word.charAt(0).toUpperCase() + word.slice(1)
}

function isSameMark(a: CellMark, b: CellMark): boolean {
  return a.status === b.status && a.waitsFor === b.waitsFor && a.why.join() === b.why.join()
}

function RunButton({ id, status, name }: { id: CellId; status: CellMark["status"]; name: string }) {
  const connection = useConnection()
  const { run, interrupt } = useNotebook()
  if (status === "running") {
    return (
      <button type="button" className="cell-run" aria-label={`Stop ${name}`} onClick={interrupt}>
        <span className="ring">
          <Icon of={Square} size="xs" fill />
        </span>
      </button>
    )
  }
  if (status === "queued") {
    const cancel = (): void => void connection.command({ type: "cancel", cells: [id] })
    return (
      <button type="button" className="cell-run" aria-label={`Take ${name} out of the queue`} onClick={cancel}>
        <Icon of={Clock} size="s" />
      </button>
    )
  }
  return (
    <button
      type="button"
      className="cell-run"
      aria-label={`Run ${name}`}
      aria-keyshortcuts="Shift+Enter"
      onClick={() => run([id])}
    >
      {status === "fresh" ? <Icon of={Check} size="s" /> : <Icon of={Play} size="s" fill />}
    </button>
  )
}

function CellHead({ cell, mark }: { cell: CellInfo; mark: CellMark }) {
  const { id } = cell
  const words = parseFenceWords(cell.words)
  const actions = useNotebook()
  const uses = useSession(useCallback((state: SessionState) => usesText(state, id), [id]))
  const people = usePeople().filter((person) => person.cell === id && !person.isMe)
  return (
    <div className="code-h">
      <CellName id={id} name={words.name} />
      {words.foreign === undefined ? null : (
        <span>
          {foreignName(words.foreign)} <span className="no-phone">· not run by Quire</span>
        </span>
      )}
      {words.isStatic && words.foreign === undefined ? <span>sample, does not run</span> : null}
      <span className="no-phone cut">{words.hidesCode ? "code hidden" : uses}</span>
      {words.isReactive ? <span className="no-phone">runs by itself</span> : null}
      <StateWord id={id} mark={mark} isStatic={words.isStatic} />
      <span className="avs">
        {people.map(({ person }) => (
          <span key={person.id} className="av s" style={{ background: person.color }} title={person.name}>
            {initials(person.name)}
          </span>
        ))}
      </span>
      {words.hidesCode ? (
        <button
          type="button"
          className="icon-btn small"
          aria-label="Show code"
          onClick={() => actions.setWord(id, "hide-code", undefined)}
        >
          <Icon of={Eye} size="s" />
        </button>
      ) : null}
      <CellMenu id={id} words={words} />
    </div>
  )
}

function usesText(state: SessionState, id: CellId): string {
  const node = state.graph.get(id)
  if (node === undefined) return ""
  const uses = [...node.inputs.keys()]
  const parts =
    uses.length > 0
      ? [`uses ${uses.slice(0, 3).join(", ")}${uses.length > 3 ? ` and ${uses.length - 3} more` : ""}`]
      : []
  if (node.usedBy.length > 0) parts.push(`used by ${node.usedBy.length}`)
  return parts.join(" · ")
}

/** The cell's name, renamed in place. */
function CellName({ id, name }: { id: CellId; name: string | undefined }) {
  const actions = useNotebook()
  const [draft, setDraft] = useState<string>()
  const keep = (): void => {
    if (draft !== undefined) actions.setWord(id, "name", draft.trim() === "" ? undefined : draft.trim())
    setDraft(undefined)
  }
  if (draft === undefined) {
    return (
      <button
        type="button"
        className={name === undefined ? "name none" : "name"}
        aria-label={name === undefined ? "Name this cell" : `Rename ${name}`}
        onClick={() => setDraft(name ?? "")}
      >
        {name ?? "name"}
      </button>
    )
  }
  return (
    <input
      className="name"
      aria-label="Name of this cell"
      value={draft}
      autoFocus
      size={Math.max(6, draft.length)}
      onChange={(event) => setDraft(event.target.value.replace(/[\s"]/g, "-"))}
      onBlur={keep}
      onKeyDown={(event) => {
        event.stopPropagation()
        if (event.key === "Enter") keep()
        if (event.key === "Escape") setDraft(undefined)
      }}
    />
  )
}

function StateWord({ id, mark, isStatic }: { id: CellId; mark: CellMark; isStatic: boolean }) {
  const last = useSession(useCallback((state: SessionState) => cellState(state, id).last, [id]))
  const before = useSession(useCallback((state: SessionState) => cellState(state, id).before, [id]))
  const now = useNow(100, mark.status === "running")
  if (isStatic) return <span className="state" />
  const elapsed = last === undefined ? 0 : Math.max(0, now - last.startedAt)
  const words: Record<CellMark["status"], string> = {
    never: before === undefined ? "" : beforeText(before),
    fresh: last === undefined ? "" : duration(last.ms),
    stale: "Stale",
    queued: "Queued",
    running: elapsed > 500 ? `Running ${duration(elapsed)}` : "Running",
    error: last === undefined || last.ms === 0 ? "Error" : `Error after ${duration(last.ms)}`,
    interrupted: last === undefined ? "Stopped" : `Stopped after ${duration(last.ms)}`,
  }
  return <span className="state">{words[mark.status]}</span>
}

/** How the last run ended, in a process that is no more. */
function beforeText({ outcome, ms }: LastRun): string {
  const how = outcome === "error" ? "Error" : outcome === "interrupted" ? "Stopped" : duration(ms)
  return `${how} before the restart`
}

/** Why a cell is stale, waits, or was kept from running. */
function Why({ id, mark }: { id: CellId; mark: CellMark }) {
  const { run } = useNotebook()
  const blocker = useSession(
    useCallback(
      (state: SessionState) => state.structure.find((cell) => cell.id === mark.waitsFor)?.title,
      [mark.waitsFor],
    ),
  )
  if (mark.waitsFor !== undefined && mark.status !== "queued" && mark.status !== "running") {
    return (
      <div className="why">
        <Icon of={CircleAlert} size="s" />
        <span className="grow">
          <b>Not run:</b> {blocker ? <code>{blocker}</code> : "a cell above"} failed
        </span>
      </div>
    )
  }
  if (mark.status !== "stale" || mark.why.length === 0) return null
  const names = mark.why.filter((name) => name !== "")
  const isOwn = mark.why.includes("")
  return (
    <div className="why">
      <Icon of={RotateCw} size="s" />
      <span className="grow">
        <b>Needs re-run</b> because {isOwn ? "its code changed" : null}
        {isOwn && names.length > 0 ? " and " : null}
        {names.slice(0, 2).map((name, index) => (
          <span key={name}>
            {index > 0 ? " and " : null}
            <code>{name}</code>
          </span>
        ))}
        {names.length > 2 ? ` and ${names.length - 2} more` : null}
        {names.length > 0 ? " changed" : null}
      </span>
      <button type="button" className="btn small quiet" onClick={() => run([id])}>
        Run
      </button>
    </div>
  )
}

/** The code: text until it is near the screen, then an editor. */
function CellEditor({ cell }: { cell: CellInfo }) {
  const place = useRef<HTMLDivElement>(null)
  const isNear = useNear(place)
  const [isWanted, setWanted] = useState(false)
  const openLine = useRef<number | undefined>(undefined)
  const { openers } = useNotebook()
  const { id } = cell
  useEffect(() => {
    if (isNear || isWanted) return undefined
    openers.set(id, (line) => {
      openLine.current = line ?? 0
      setWanted(true)
    })
    return () => void openers.delete(id)
  }, [openers, id, isNear, isWanted])
  return (
    <div ref={place} className="cm">
      {isNear || isWanted ? <Editor cell={cell} openAt={openLine.current} /> : <StillCode id={id} />}
    </div>
  )
}

function StillCode({ id }: { id: CellId }) {
  const source = useSource(id)
  return <pre className="still">{source === "" ? " " : source}</pre>
}

function Editor({ cell, openAt }: { cell: CellInfo; openAt: number | undefined }) {
  const { id, words } = cell
  const place = useRef<HTMLDivElement>(null)
  const view = useRef<EditorView>(undefined)
  const connection = useConnection()
  const { isReadOnly, generation } = useConnectionInfo()
  const notebook = useNotebook()
  const actions = useRef(notebook)
  actions.current = notebook
  const { foreign, ...own } = parseFenceWords(words)
  const language = foreign === undefined ? own.language : "text"
  const diagnostics = useSession(
    useCallback((state: SessionState) => cellProblems(state, id), [id]),
    isSameDiagnostics,
  )
  const errorLines = useSession(
    useCallback((state: SessionState) => linesOfError(state, id), [id]),
    isSameList,
  )

  useEffect(() => {
    const text = sourceOf(connection.doc, id)
    if (text === undefined || place.current === null) return undefined
    const { editors, openers } = actions.current
    const typed = language === "text" ? undefined : actions.current.language.extension(id)
    const made = makeEditor({
      text,
      awareness: connection.awareness,
      language,
      label: "Code",
      placeholder: language === "text" ? "" : "TypeScript. Shift+Enter runs it.",
      isReadOnly: false,
      keys: editorKeys(id, () => actions.current),
      extensions: [errorMarks, typed?.extension ?? []],
    })
    const detach = typed?.attach(made)
    made.contentDOM.addEventListener("focus", () => {
      actions.current.select(id)
      void connection.command({ type: "warmUp" })
    })
    place.current.append(made.dom)
    view.current = made
    editors.set(id, made)
    openers.set(id, (line) => (line === undefined || line === 0 ? made.focus() : goToLine(made, line)))
    if (openAt !== undefined) openers.get(id)?.(openAt)
    return () => {
      detach?.()
      editors.delete(id)
      openers.delete(id)
      view.current = undefined
      made.destroy()
    }
    // A new generation is another document; the rest of the options never change for a cell.
  }, [connection, id, language, generation, openAt])

  useEffect(() => {
    if (view.current !== undefined) showDiagnostics(view.current, diagnostics)
  }, [diagnostics])
  useEffect(() => {
    if (view.current !== undefined) showErrorLines(view.current, errorLines)
  }, [errorLines])
  return <div ref={place} data-readonly={isReadOnly} />
}

function isSameDiagnostics(a: readonly Diagnostic[], b: readonly Diagnostic[]): boolean {
  return (
    a.length === b.length &&
    a.every((one, index) => {
      const other = b[index]
      return (
        one.message === other?.message && one.place.start === other.place.start && one.place.end === other.place.end
      )
    })
  )
}

function linesOfError(state: SessionState, id: CellId): readonly number[] {
  const { outputs, last } = cellState(state, id)
  if (last?.outcome !== "error" || state.marks[id]?.status === "running") return []
  return outputs.flatMap((output) =>
    output.type === "error"
      ? output.frames
          .filter((frame) => frame.cell === id)
          .slice(0, 1)
          .map(({ line }) => line)
      : [],
  )
}

function isSameList(a: readonly number[], b: readonly number[]): boolean {
  return a.join() === b.join()
}

function editorKeys(id: CellId, actions: () => ReturnType<typeof useNotebook>) {
  return [
    { any: (_view: EditorView, event: KeyboardEvent) => runKey(event, id, actions()) },
    {
      key: "Escape",
      run: (view: EditorView) => {
        if (closeCompletion(view)) return true
        actions().focusCell(id, "cell")
        return true
      },
    },
    { key: "ArrowUp", run: (view: EditorView) => leave(view, id, actions(), -1) },
    { key: "ArrowDown", run: (view: EditorView) => leave(view, id, actions(), 1) },
  ]
}

/** Arrow up on the first line goes to the cell above, down on the last to the one below. */
function leave(view: EditorView, id: CellId, actions: ReturnType<typeof useNotebook>, direction: -1 | 1): boolean {
  const { main } = view.state.selection
  const line = view.state.doc.lineAt(main.head).number
  if (!main.empty || line !== (direction === -1 ? 1 : view.state.doc.lines)) return false
  const next = actions.neighbour(id, direction)
  if (next === undefined) return false
  actions.focusCell(next, actions.editors.has(next) ? "editor" : "cell")
  return true
}
