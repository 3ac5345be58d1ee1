import { Cylinder, FilePlus, Play, Plus, Upload } from "lucide-react"
import type { LucideIcon } from "lucide-react"
import { useEffect, useRef, useState } from "react"
import type { RecentNotebook, RecoveredNotebook, SessionSummary, StorageSummary } from "@quire/protocol"
import { api } from "../api/http.ts"
import { initials, loadPerson } from "../session/person.ts"
import { ago } from "../ui/format.ts"
import { Icon } from "../ui/Icon.tsx"
import { Logo } from "../ui/Logo.tsx"
import { AddStorage } from "./AddStorage.tsx"
import { FileBrowser } from "./FileBrowser.tsx"
import { openNotebook } from "./open-notebook.ts"
import { StorageNav } from "./StorageNav.tsx"
import { UploadList } from "./UploadList.tsx"
import { Uploads } from "./uploads.ts"
import type { Upload as FileUpload } from "./uploads.ts"
import { useResource } from "./use-resource.ts"

/** Storages, running sessions, recent notebooks and files. */
export function HomePage({ firstStorage, firstPath }: { firstStorage: string; firstPath: string }) {
  const storages = useResource<readonly StorageSummary[]>("/storages", 15_000)
  const sessions = useResource<readonly SessionSummary[]>("/sessions", 3000)
  const recovered = useResource<readonly RecoveredNotebook[]>("/recovered")
  const recents = useResource<readonly RecentNotebook[]>("/recents")
  const [place, setPlace] = useState({ storage: firstStorage, path: firstPath })
  const [isAdding, setAdding] = useState(false)
  const [changing, setChanging] = useState<StorageSummary>()
  const [message, setMessage] = useState("")
  const [version, setVersion] = useState(0)
  const file = useRef<HTMLInputElement>(null)
  const person = useRef(loadPerson()).current
  const storage = storages.value?.find(({ id }) => id === place.storage)

  const closeForm = (): void => {
    setAdding(false)
    setChanging(undefined)
  }
  const go = (id: string, path: string): void => {
    setPlace({ storage: id, path })
    const query = new URLSearchParams({ storage: id, path })
    history.replaceState(null, "", `/?${query}`)
  }
  const create = async (): Promise<void> => {
    const problem = await createNotebook(place)
    if (problem !== undefined) setMessage(problem)
  }
  const [uploading, setUploading] = useState<readonly FileUpload[]>([])
  const uploads = useState(() => new Uploads(setUploading, () => setVersion((n) => n + 1)))[0]
  const upload = (files: FileList | null): void => uploads.add(place.storage, place.path, [...(files ?? [])])
  const tour = async (): Promise<void> => {
    const answer = await api<SessionSummary>("POST", "/tour", {})
    if (answer.ok) openNotebook(answer.value.storage, answer.value.path)
    else setMessage(`${answer.problem.title}. ${answer.problem.hint ?? ""}`)
  }
  useHomeKeys({ n: () => void create(), o: () => file.current?.click(), a: () => setAdding(true) })
  useEffect(() => {
    document.title = "Home · Quire"
  }, [])

  const isFirstRun = recents.value?.length === 0 && sessions.value?.length === 0
  return (
    <div
      className="home"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault()
        upload(event.dataTransfer.files)
      }}
    >
      <header className="top">
        <a className="logo" href="/" aria-label="Quire, home">
          <Logo />
          Quire
        </a>
        <span className="grow" />
        <span className="av" style={{ background: person.color }} title={person.name}>
          {initials(person.name)}
        </span>
      </header>
      <StorageNav
        storages={storages.value}
        current={place.storage}
        onOpen={(id) => go(id, "/")}
        onAdd={() => setAdding(true)}
        onChange={setChanging}
        onChanged={() => {
          storages.reload()
          setVersion((n) => n + 1)
        }}
      />
      <main className="home-m" id="main" tabIndex={-1}>
        <div className="home-w">
          <div className="home-h">
            <h1>Notebooks</h1>
            <label className="btn">
              <Icon of={Upload} size="s" />
              Upload
              <input ref={file} type="file" multiple className="vh" onChange={(event) => upload(event.target.files)} />
            </label>
            <button type="button" className="btn primary" onClick={() => void create()}>
              <Icon of={Plus} size="s" />
              New notebook
            </button>
          </div>
          {message === "" ? null : (
            <p className="notice bad" role="alert">
              {message}
            </p>
          )}
          {isFirstRun ? (
            <StartHere
              onTour={() => void tour()}
              onNew={() => void create()}
              onChoose={() => file.current?.click()}
              onAdd={() => setAdding(true)}
              where={storage?.where ?? ""}
            />
          ) : null}
          <Recovered notebooks={recovered.value ?? []} />
          {isFirstRun ? null : <Running sessions={sessions.value ?? []} onStopped={sessions.reload} />}
          <div className="cols">
            {isFirstRun ? null : <Recent recents={recents.value ?? []} />}
            <FileBrowser
              key={`${place.storage}${version}`}
              storage={storage}
              storageId={place.storage}
              path={place.path}
              onGo={(path) => go(place.storage, path)}
            />
          </div>
        </div>
      </main>
      <UploadList uploads={uploading} onCancel={(id) => uploads.cancel(id)} onClear={() => uploads.clear()} />
      {isAdding || changing !== undefined ? (
        <AddStorage
          changing={changing}
          onClose={closeForm}
          onAdded={(added) => {
            closeForm()
            storages.reload()
            setVersion((n) => n + 1)
            go(added.id, "/")
          }}
        />
      ) : null}
    </div>
  )
}

/** Makes an empty notebook under the first free name; the message when it cannot. */
async function createNotebook({ storage, path }: { storage: string; path: string }): Promise<string | undefined> {
  for (let n = 1; n <= 50; n++) {
    const name = `${path}untitled${n === 1 ? "" : `-${n}`}.md`
    const answer = await api<SessionSummary>("POST", "/sessions", { storage, path: name, create: true })
    if (answer.ok) {
      openNotebook(storage, name)
      return undefined
    }
    if (answer.problem.code !== "exists" && answer.problem.code !== "conflict") {
      return `${answer.problem.title}. ${answer.problem.detail} ${answer.problem.hint ?? ""}`
    }
  }
  return "There are fifty notebooks called untitled here. Rename some."
}

function useHomeKeys(keys: Readonly<Record<string, () => void>>): void {
  const current = useRef(keys)
  current.current = keys
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const target = event.target as HTMLElement
      if (event.ctrlKey || event.metaKey || event.altKey || /^(?:INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) return
      if (document.querySelector("dialog[open]") !== null) return
      const act = current.current[event.key]
      if (act === undefined) return
      // The key is not to be typed into the field that gets the focus.
      event.preventDefault()
      act()
    }
    addEventListener("keydown", onKey)
    return () => removeEventListener("keydown", onKey)
  }, [])
}

function StartHere({
  onTour,
  onNew,
  onChoose,
  onAdd,
  where,
}: {
  onTour: () => void
  onNew: () => void
  onChoose: () => void
  onAdd: () => void
  where: string
}) {
  return (
    <section className="block" aria-labelledby="h-first">
      <header>
        <h2 id="h-first">Start here</h2>
      </header>
      <ul className="rows first">
        <StartRow icon={Play} title="Take the tour" action="Start" onAct={onTour} isPrimary>
          Six cells, one minute. Run them, break them, throw them away.
        </StartRow>
        <StartRow icon={FilePlus} title="Write a notebook" action="New" keys="N" onAct={onNew}>
          {`An empty page, saved in ${where} as you type.`}
        </StartRow>
        <StartRow icon={Upload} title="Open one you have" action="Choose" keys="O" onAct={onChoose}>
          Drop a .md, .ipynb or .livemd file anywhere on this page.
        </StartRow>
        <StartRow icon={Cylinder} title="Add a storage" action="Add" keys="A" onAct={onAdd}>
          An S3 bucket or another folder, checked before it is kept.
        </StartRow>
      </ul>
    </section>
  )
}

function StartRow({
  icon,
  title,
  action,
  keys,
  onAct,
  isPrimary = false,
  children,
}: {
  icon: LucideIcon
  title: string
  action: string
  keys?: string
  onAct: () => void
  isPrimary?: boolean
  children: string
}) {
  return (
    <li>
      <span className="ic">
        <Icon of={icon} />
      </span>
      <span className="two grow">
        <b>{title}</b>
        <small>{children}</small>
      </span>
      {keys === undefined ? null : <kbd>{keys}</kbd>}
      <button type="button" className={isPrimary ? "btn primary" : "btn"} onClick={onAct}>
        {action}
      </button>
    </li>
  )
}

/** Text that is in no file: the server ended before it was saved, or the storage refused it. */
function Recovered({ notebooks }: { notebooks: readonly RecoveredNotebook[] }) {
  if (notebooks.length === 0) return null
  return (
    <section className="block" aria-labelledby="h-recovered">
      <header>
        <h2 id="h-recovered">Recovered</h2>
        <span className="t3">Kept on this server, and not saved yet</span>
      </header>
      <ul className="rows">
        {notebooks.map(({ session, storage, storageName, path, title }) => (
          <li key={session}>
            <span className="two grow">
              <b>{title}</b>
              <small>
                {storageName === undefined ? `${path}, in a storage that was removed` : `${storageName}${path}`}
              </small>
            </span>
            <a className="btn small quiet" href={`/api/v1/recovered/${session}`} download>
              Download
            </a>
            {storageName === undefined ? null : (
              <a className="btn small" href={placeOf(storage, path)}>
                Open
              </a>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Running({ sessions, onStopped }: { sessions: readonly SessionSummary[]; onStopped: () => void }) {
  const stop = async (id: string): Promise<void> => {
    await api("DELETE", `/sessions/${id}`)
    onStopped()
  }
  return (
    <section className="block" aria-labelledby="h-run">
      <header>
        <h2 id="h-run">Running</h2>
        <span className="t3 num">{sessions.length}</span>
      </header>
      {sessions.length === 0 ? <p className="t3">Nothing is running.</p> : null}
      <ul className="rows hoverable">
        {sessions.map((session) => (
          <li key={session.id} className="run-row">
            <a className="row" href={placeOf(session.storage, session.path)}>
              <span
                className={`st ${session.status === "idle" ? "fresh" : session.status}`}
                role="img"
                aria-label={session.status}
              />
              <span className="two">
                <b>{session.title}</b>
                <small>{`${session.storageName}${session.path}`}</small>
              </span>
            </a>
            <span className={`tag no-phone${session.running > 0 ? " run" : ""}`}>
              {session.running > 0 ? `Running${session.queued > 0 ? `, ${session.queued} queued` : ""}` : "Idle"}
            </span>
            <span className="t3">{session.people === 0 ? "Nobody here" : `${session.people} here`}</span>
            <span className="num t2 no-phone">{session.memoryMb > 0 ? `${session.memoryMb} MB` : ""}</span>
            <span className="t3 num no-phone">{ago(session.openedAt, Date.now())}</span>
            <button
              type="button"
              className="btn small quiet"
              aria-label={`Stop ${session.title}`}
              onClick={() => void stop(session.id)}
            >
              Stop
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function Recent({ recents }: { recents: readonly RecentNotebook[] }) {
  return (
    <section className="block" aria-labelledby="h-rec">
      <header>
        <h2 id="h-rec">Recent</h2>
      </header>
      {recents.length === 0 ? <p className="t3">Notebooks you open show up here.</p> : null}
      <ul className="rows hoverable">
        {recents.slice(0, 8).map(({ storage, storageName, path, title, openedAt }) => (
          <li key={`${storage}${path}`}>
            <a className="two grow" href={placeOf(storage, path)}>
              <b>{title}</b>
              <small>{`${storageName}${path}, ${ago(openedAt, Date.now())}`}</small>
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}

function placeOf(storage: string, path: string): string {
  return `/open?${new URLSearchParams({ storage, path })}`
}
