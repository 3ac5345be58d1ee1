import { FolderPlus, Search } from "lucide-react"
import { useMemo, useState } from "react"
import type { StorageSummary } from "@quire/protocol"
import { plural } from "../ui/format.ts"
import { Icon } from "../ui/Icon.tsx"
import { FileDialog } from "./FileDialog.tsx"
import type { FileTask } from "./FileDialog.tsx"
import { FileTable } from "./FileTable.tsx"
import { useListing } from "./use-listing.ts"
import type { Listing } from "./use-listing.ts"

interface FileBrowserProps {
  readonly storage: StorageSummary | undefined
  readonly storageId: string
  readonly path: string
  readonly onGo: (path: string) => void
}

/** A filter is of use from here on. */
const FILTER_FROM = 12

/** The files of one folder of one storage. A slow or broken storage shows its own state here and touches nothing else. */
export function FileBrowser({ storage, storageId, path, onGo }: FileBrowserProps) {
  const listing = useListing(storageId, path)
  const [filter, setFilter] = useState("")
  const [task, setTask] = useState<FileTask>()
  const { entries } = listing
  const shown = useMemo(() => {
    const wanted = filter.trim().toLowerCase()
    return wanted === "" ? entries : entries?.filter(({ name }) => name.toLowerCase().includes(wanted))
  }, [entries, filter])
  const isReadOnly = storage?.isReadOnly ?? false
  return (
    <section className="block" aria-labelledby="h-files">
      <header>
        <h2 id="h-files" className="vh">
          Files
        </h2>
        <Crumbs name={storage?.name ?? ""} path={path} onGo={onGo} />
        {(entries?.length ?? 0) < FILTER_FROM ? null : (
          <label className="filter">
            <Icon of={Search} size="s" />
            <input
              type="search"
              aria-label="Filter files"
              placeholder="Filter"
              value={filter}
              onChange={(event) => setFilter(event.target.value)}
            />
          </label>
        )}
        {isReadOnly ? null : (
          <button
            type="button"
            className="icon-btn"
            aria-label="New folder"
            onClick={() => setTask({ kind: "folder", at: path })}
          >
            <Icon of={FolderPlus} />
          </button>
        )}
      </header>
      <State listing={listing} name={storage?.name ?? "the folder"} />
      {shown === undefined || shown.length === 0 ? null : (
        <FileTable
          entries={shown}
          storageId={storageId}
          isReadOnly={isReadOnly}
          onGo={(next) => {
            setFilter("")
            onGo(next)
          }}
          onAct={(kind, entry) => setTask({ kind, entry })}
        />
      )}
      <Count total={entries?.length ?? 0} shown={shown?.length ?? 0} isLoading={listing.isLoading} />
      {task === undefined ? null : (
        <FileDialog task={task} storageId={storageId} onClose={() => setTask(undefined)} onDone={listing.reload} />
      )}
    </section>
  )
}

function State({ listing: { entries, problem, isLoading, reload }, name }: { listing: Listing; name: string }) {
  if (problem !== undefined) {
    return (
      <div className="notice bad" role="alert">
        <p>
          <b>{problem.title}.</b> {`${problem.detail} ${problem.hint ?? ""}`}
        </p>
        <span className="acts">
          <button type="button" className="btn small" onClick={reload}>
            Try again
          </button>
        </span>
      </div>
    )
  }
  if (entries === undefined && isLoading) return <p className="t3" role="status">{`Reading ${name}…`}</p>
  return entries?.length === 0 ? (
    <p className="t3">This folder is empty. Drop files here, or write a notebook.</p>
  ) : null
}

function Count({ total, shown, isLoading }: { total: number; shown: number; isLoading: boolean }) {
  if (total === 0) return null
  const all = plural(total, "entry", "entries")
  return (
    <p className="more files-more num" role="status">
      {shown === total ? `${all}${isLoading ? " so far" : ""}` : `${shown} of ${all}`}
    </p>
  )
}

function Crumbs({ name, path, onGo }: { name: string; path: string; onGo: (path: string) => void }) {
  const parts = path.split("/").filter((part) => part !== "")
  const to = (count: number): string => (count === 0 ? "/" : `/${parts.slice(0, count).join("/")}/`)
  return (
    <nav aria-label="Folder" className="grow">
      <ol className="crumbs">
        {[name, ...parts].map((part, index) => (
          <li key={index}>
            <button
              type="button"
              aria-current={index === parts.length ? "page" : undefined}
              onClick={() => onGo(to(index))}
            >
              {part}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  )
}
