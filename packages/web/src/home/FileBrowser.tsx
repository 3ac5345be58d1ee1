import { BookText, File, Folder } from "lucide-react"
import { useEffect, useState } from "react"
import type { FileEntry, StorageSummary } from "@quire/protocol"
import { api } from "../api/http.ts"
import type { ApiProblem } from "../api/http.ts"
import { ago, bytes, plural } from "../ui/format.ts"
import { Icon } from "../ui/Icon.tsx"

interface FileBrowserProps {
  storage: StorageSummary | undefined
  storageId: string
  path: string
  onGo: (path: string) => void
}

interface Listing {
  readonly entries: readonly FileEntry[]
  readonly cursor: string | undefined
}

/** The files of one folder of one storage. A slow or broken storage shows its own state here and touches nothing else. */
export function FileBrowser({ storage, storageId, path, onGo }: FileBrowserProps) {
  const [listing, setListing] = useState<Listing>()
  const [problem, setProblem] = useState<ApiProblem>()
  const [isLoading, setLoading] = useState(false)
  const load = async (cursor: string | undefined): Promise<void> => {
    setLoading(true)
    const more = cursor === undefined ? "" : `&cursor=${encodeURIComponent(cursor)}`
    const answer = await api<Listing>("GET", `/storages/${storageId}/files?path=${encodeURIComponent(path)}${more}`)
    setLoading(false)
    if (!answer.ok) return setProblem(answer.problem)
    setProblem(undefined)
    setListing((before) => ({
      entries: [...(cursor === undefined ? [] : (before?.entries ?? [])), ...answer.value.entries],
      cursor: answer.value.cursor,
    }))
  }
  useEffect(() => {
    setListing(undefined)
    void load(undefined)
    // `load` changes with the place, which is what is watched.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [storageId, path])

  return (
    <section className="block" aria-labelledby="h-files">
      <header>
        <h2 id="h-files" className="vh">
          Files
        </h2>
        <Crumbs name={storage?.name ?? ""} path={path} onGo={onGo} />
      </header>
      {problem === undefined ? null : (
        <div className="notice bad" role="alert">
          <p>
            <b>{problem.title}.</b> {`${problem.detail} ${problem.hint ?? ""}`}
          </p>
          <span className="acts">
            <button type="button" className="btn small" onClick={() => void load(undefined)}>
              Try again
            </button>
          </span>
        </div>
      )}
      {listing === undefined && isLoading ? (
        <p className="t3" role="status">{`Reading ${storage?.name ?? "the folder"}…`}</p>
      ) : null}
      {listing?.entries.length === 0 ? (
        <p className="t3">This folder is empty. Drop files here, or write a notebook.</p>
      ) : null}
      {listing !== undefined && listing.entries.length > 0 ? (
        <table className="files">
          <thead>
            <tr>
              <th scope="col">Name</th>
              <th scope="col" className="r no-phone">
                Size
              </th>
              <th scope="col" className="r">
                Changed
              </th>
            </tr>
          </thead>
          <tbody>
            {listing.entries.map((entry) => (
              <Row key={entry.path} entry={entry} storageId={storageId} onGo={onGo} />
            ))}
          </tbody>
        </table>
      ) : null}
      {listing === undefined || listing.entries.length === 0 ? null : (
        <div className="more files-more">
          <span className="num">{`${plural(listing.entries.length, "entry", "entries")}${listing.cursor === undefined ? "" : " so far"}`}</span>
          {listing.cursor === undefined ? null : (
            <button type="button" className="link" onClick={() => void load(listing.cursor)}>
              Show more
            </button>
          )}
        </div>
      )}
    </section>
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

function Row({ entry, storageId, onGo }: { entry: FileEntry; storageId: string; onGo: (path: string) => void }) {
  const isNotebook = entry.type === "file" && /\.(?:md|markdown)$/i.test(entry.name)
  const size = entry.size === undefined ? "" : bytes(entry.size)
  const changed = entry.modifiedAt === undefined ? "" : ago(entry.modifiedAt, Date.now())
  const download = `/api/v1/storages/${storageId}/files/content?path=${encodeURIComponent(entry.path)}`
  const notebook = `/open?${new URLSearchParams({ storage: storageId, path: entry.path })}`
  return (
    <tr className={isNotebook ? "nbk" : ""}>
      <td>
        {entry.type === "folder" ? (
          <button type="button" className="row" onClick={() => onGo(entry.path)}>
            <Icon of={Folder} />
            <span className="cut">{entry.name}</span>
          </button>
        ) : (
          <a className={isNotebook ? "row strong" : "row"} href={isNotebook ? notebook : download}>
            <Icon of={isNotebook ? BookText : File} />
            <span className="cut">{entry.name}</span>
          </a>
        )}
      </td>
      <td className="r no-phone num">{size}</td>
      <td className="r">{changed}</td>
    </tr>
  )
}
