import type { EditorView } from "@codemirror/view"
import { ListTree, PanelRight, Play, Plus, Square, Zap } from "lucide-react"
import { Fragment, useCallback, useEffect, useMemo, useRef, useState } from "react"
import { isTheirs } from "@quire/notebook"
import type { CellId } from "@quire/notebook"
import type { SessionState } from "@quire/session"
import type { SessionSummary } from "@quire/protocol"
import { api } from "../api/http.ts"
import type { Answer, ApiProblem } from "../api/http.ts"
import { openNotebook } from "../home/open-notebook.ts"
import type { EditorLanguage } from "../language/editor-language.ts"
import { Connection } from "../session/connection.ts"
import type { Reopen } from "../session/connection.ts"
import { UnsyncedStore } from "../session/unsynced.ts"
import { ConnectionContext, useCells, useConnection, useConnectionInfo, useSession } from "../session/hooks.ts"
import type { CellInfo } from "../session/cell-list.ts"
import { ErrorBoundary } from "../ui/ErrorBoundary.tsx"
import { plural } from "../ui/format.ts"
import { Icon } from "../ui/Icon.tsx"
import { ProblemPage } from "../ui/ProblemPage.tsx"
import { makeActions } from "./actions.ts"
import { ConflictCell } from "./Conflict.tsx"
import { CodeCell } from "./CodeCell.tsx"
import { Following } from "./Following.tsx"
import { HeadingCell } from "./HeadingCell.tsx"
import { Insert, InsertEnd } from "./Insert.tsx"
import { commandKey, runKey } from "./keys.ts"
import { MarkdownCell } from "./MarkdownCell.tsx"
import { NotebookContext, useNotebook } from "./notebook-context.ts"
import type { CellActions } from "./notebook-context.ts"
import { Notices, OfflineStrip } from "./Notices.tsx"
import { Outline } from "./Outline.tsx"
import { Panel } from "./Panel.tsx"
import { countStale, TopBar } from "./TopBar.tsx"
import { useLanguage } from "./use-language.tsx"
import { useShareWhereabouts } from "./use-whereabouts.ts"

/** Opens a notebook by its place and shows it. */
export function NotebookPage({ storage, path }: { storage: string; path: string }) {
  const [isOpen, setOpen] = useState(false)
  const [problem, setProblem] = useState<ApiProblem>()
  const [isSlow, setSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), 400)
    void openSession(storage, path).then((answer) => {
      clearTimeout(timer)
      if (answer.ok) setOpen(true)
      else setProblem(answer.problem)
    })
    return () => clearTimeout(timer)
  }, [storage, path])
  if (problem !== undefined) return <ProblemPage problem={problem} />
  if (!isOpen) return isSlow ? <p className="opening t3" role="status">{`Opening ${path}…`}</p> : null
  return <OpenNotebook storage={storage} path={path} />
}

function openSession(
  storage: string,
  path: string,
  signal?: AbortSignal,
  epoch?: string,
): Promise<Answer<SessionSummary>> {
  return api<SessionSummary>("POST", "/sessions", { storage, path, epoch }, {}, signal)
}

function OpenNotebook({ storage, path }: { storage: string; path: string }) {
  const [connection, setConnection] = useState<Connection>()
  useEffect(() => {
    const reopen: Reopen = async (signal, epoch) => {
      const answer = await openSession(storage, path, signal, epoch)
      // It was moved while the page was offline.
      if (!answer.ok && answer.problem.code === "moved") void goOn(made, storage, String(answer.problem["to"]))
      return answer.ok ? answer.value.id : undefined
    }
    const made = new Connection(reopen, new UnsyncedStore(notebookKey(storage, path)))
    setConnection(made)
    return () => made.end()
  }, [storage, path])
  if (connection === undefined) return null
  return (
    <ConnectionContext value={connection}>
      <Notebook />
    </ConnectionContext>
  )
}

/** What a notebook is called in the browser's store. */
function notebookKey(storage: string, path: string): string {
  return `${storage}\n${path}`
}

function Notebook() {
  const connection = useConnection()
  const { status, generation } = useConnectionInfo()
  const [selected, select] = useState<CellId>()
  const { isPanelOpen, isOutlineOpen, togglePanel, toggleOutline, closeSheets } = useSheets()
  const [removals, setRemovals] = useState(0)
  const editors = useRef(new Map<CellId, EditorView>())
  const openers = useRef(new Map<CellId, (line: number | undefined) => void>())
  const actions = useMemo(
    () => makeActions(connection, selected, select, editors.current, openers.current, () => setRemovals((n) => n + 1)),
    // Another generation is another document.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [connection, selected, generation],
  )
  const [scroller, setScroller] = useState<HTMLElement | null>(null)
  const [following, follow] = useState<string>()
  const stopFollowing = useCallback(() => follow(undefined), [])
  // One value as long as nothing of it changes: every cell reads it.
  const { language, views } = useLanguage(connection, editors.current, (id) => actions.focusCell(id, "editor"))
  const notebook = useMemo(() => ({ ...actions, following, follow, language }), [actions, following, language])
  useShareWhereabouts(scroller, selected)
  useTitle()
  useMove()

  const onKeyDown = useNotebookKeys(connection, actions, language, selected, () => {
    const isOverlaid = isOutlineOpen || (isPanelOpen && isPhone())
    if (isOverlaid) closeSheets()
    return isOverlaid
  })

  if (status === "connecting") return <p className="opening t3" role="status" />
  return (
    <NotebookContext value={notebook}>
      <div
        className={`nb${isPanelOpen ? "" : " no-panel"}${isOutlineOpen ? " outline-open" : ""}`}
        onKeyDown={onKeyDown}
      >
        <a className="vh skip" href="#cells">
          Skip to cells
        </a>
        <TopBar isPanelOpen={isPanelOpen} onPanel={togglePanel} onOutline={toggleOutline} />
        <OfflineStrip />
        <Outline onGo={closeSheets} />
        <main className="scroll" id="cells" tabIndex={-1} ref={setScroller}>
          <div className="col" key={generation}>
            <Cells />
          </div>
        </main>
        {isPanelOpen ? <Panel /> : null}
        <div className="sheet-scrim" onClick={closeSheets} />
        <BottomBar onOutline={toggleOutline} onDetails={togglePanel} onAct={closeSheets} />
        {following === undefined ? null : <Following person={following} onStop={stopFollowing} />}
        <RemovedToast removals={removals} />
        {views}
      </div>
    </NotebookContext>
  )
}

/** Keys of the whole page. `closeOverlaid`: false, there was nothing to be closed. */
function useNotebookKeys(
  connection: Connection,
  actions: CellActions,
  language: EditorLanguage,
  selected: CellId | undefined,
  closeOverlaid: () => boolean,
): (event: React.KeyboardEvent) => void {
  return (event) => {
    const key = event.nativeEvent
    const isMod = key.ctrlKey || key.metaKey
    const order = (type: "save" | "restart") => (): void => void connection.command({ type })
    if (isMod && key.key === "s")
      void language.beforeSave(selected && actions.editors.get(selected)).then(order("save"))
    else if (isMod && key.shiftKey && key.key === "Enter") actions.run("stale")
    else if (key.key !== "Escape" || !closeOverlaid()) {
      const id = (event.target as HTMLElement).dataset["cell"] as CellId | undefined
      if (id === undefined || !(runKey(key, id, actions) || commandKey(key, id, actions, order("restart")))) return
    }
    event.preventDefault()
  }
}

function useTitle(): void {
  const { place } = useConnectionInfo()
  const title = useSession((state: SessionState) => state.structure.find(({ level }) => level === 1)?.title)
  useEffect(() => {
    document.title = `${title || place?.path.split("/").at(-1) || "Notebook"} · Quire`
  }, [title, place])
}

/** Goes along when the file goes by another path. */
function useMove(): void {
  const { place } = useConnectionInfo()
  const connection = useConnection()
  const movedTo = useSession((state: SessionState) => state.movedTo)
  useEffect(() => {
    if (movedTo === undefined || place === undefined) return
    void goOn(connection, place.storage, movedTo)
  }, [movedTo, place, connection])
}

/** Opens the notebook at its new place, with what is unsynced here. */
async function goOn(connection: Connection, storage: string, path: string): Promise<void> {
  await connection.keepFor(notebookKey(storage, path))
  openNotebook(storage, path)
}

interface Sheets {
  readonly isPanelOpen: boolean
  readonly isOutlineOpen: boolean
  readonly togglePanel: () => void
  readonly toggleOutline: () => void
  readonly closeSheets: () => void
}

/** The panel and, on narrow screens, the outline. There, one at a time lies over the cells. */
function useSheets(): Sheets {
  const [isPanelOpen, setPanelOpen] = useState(() => matchMedia("(min-width: 1181px)").matches)
  const [isOutlineOpen, setOutlineOpen] = useState(false)
  return {
    isPanelOpen,
    isOutlineOpen,
    togglePanel: () => {
      setOutlineOpen(false)
      setPanelOpen(!isPanelOpen)
    },
    toggleOutline: () => {
      if (isPhone()) setPanelOpen(false)
      setOutlineOpen(!isOutlineOpen)
    },
    closeSheets: () => {
      setOutlineOpen(false)
      if (isPhone()) setPanelOpen(false)
    },
  }
}

function Cells() {
  const cells = useCells()
  const first = cells[0]
  const hasTitle = first?.level === 1
  const rest = hasTitle ? cells.slice(1) : cells
  return (
    <>
      {hasTitle ? <HeadingCell cell={first} /> : <h1 className="vh">Notebook</h1>}
      <Meta />
      <Notices />
      {rest.map((cell, index) => (
        <Fragment key={cell.id}>
          <ErrorBoundary>
            <CellView cell={cell} />
          </ErrorBoundary>
          {index < rest.length - 1 ? <Insert after={cell.id} /> : null}
        </Fragment>
      ))}
      <InsertEnd after={cells.at(-1)?.id} isEmpty={rest.length === 0} />
    </>
  )
}

function CellView({ cell }: { cell: CellInfo }) {
  if (isTheirs(cell)) return <ConflictCell cell={cell} />
  switch (cell.kind) {
    case "heading":
      return <HeadingCell cell={cell} />
    case "markdown":
      return <MarkdownCell cell={cell} />
    case "code":
      return <CodeCell cell={cell} />
  }
}

function Meta() {
  const { place } = useConnectionInfo()
  const isReactive = useSession((state: SessionState) => state.isReactive)
  const count = useSession((state: SessionState) => Object.keys(state.marks).length)
  return (
    <div className="nb-meta">
      <span>
        <Icon of={Zap} size="s" />
        {isReactive ? "Runs by itself" : "Runs when asked"}
      </span>
      <span>{plural(count, "code cell")}</span>
      {place !== undefined && !place.where.startsWith("/") ? (
        <span>Cells run in a work folder of the server</span>
      ) : null}
    </div>
  )
}

const isPhone = (): boolean => matchMedia("(max-width: 760px)").matches

const TOAST_MS = 8000

/** Says that a deletion can be undone; no dialog asks before (UI §5). */
function RemovedToast({ removals }: { removals: number }) {
  const { undoStructure } = useNotebook()
  const [gone, setGone] = useState(0)
  useEffect(() => {
    const timer = setTimeout(() => setGone(removals), TOAST_MS)
    return () => clearTimeout(timer)
  }, [removals])
  return (
    <div role="status">
      {removals === gone ? null : (
        <p className="toast">
          Cell deleted.
          <button
            type="button"
            className="btn small"
            onClick={() => {
              setGone(removals)
              undoStructure()
            }}
          >
            Undo
            <kbd>Z</kbd>
          </button>
        </p>
      )}
    </div>
  )
}

interface BottomBarProps {
  readonly onOutline: () => void
  readonly onDetails: () => void
  readonly onAct: () => void
}

function BottomBar({ onOutline, onDetails, onAct }: BottomBarProps) {
  const { run, interrupt, insert } = useNotebook()
  const cells = useCells()
  const stale = useSession(countStale)
  const { status } = useConnectionInfo()
  const isRunning = useSession((state: SessionState) => state.running !== undefined)
  return (
    <nav className="sheet-bar" aria-label="Notebook tools">
      <button type="button" onClick={onOutline}>
        <Icon of={ListTree} />
        Outline
      </button>
      <button
        type="button"
        onClick={() => {
          onAct()
          insert(cells.at(-1)?.id, "code")
        }}
      >
        <Icon of={Plus} />
        Add
      </button>
      {isRunning ? (
        <button type="button" className="main" onClick={interrupt}>
          <Icon of={Square} />
          Stop
        </button>
      ) : (
        <button
          type="button"
          className="main"
          disabled={stale === 0 || status !== "online"}
          onClick={() => run("stale")}
        >
          <Icon of={Play} />
          {stale === 0 ? "All fresh" : `Run ${stale}`}
        </button>
      )}
      <button type="button" onClick={onDetails}>
        <Icon of={PanelRight} />
        Details
      </button>
    </nav>
  )
}
