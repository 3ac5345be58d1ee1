import { useVirtualizer } from "@tanstack/react-virtual"
import { BookText, File, Folder } from "lucide-react"
import { useRef } from "react"
import { formatOf } from "@quire/notebook"
import type { FileEntry } from "@quire/protocol"
import { ago, bytes } from "../ui/format.ts"
import { Icon } from "../ui/Icon.tsx"
import { Menu } from "../ui/Menu.tsx"

interface FileTableProps {
  readonly entries: readonly FileEntry[]
  readonly storageId: string
  readonly isReadOnly: boolean
  readonly onGo: (path: string) => void
  readonly onAct: (action: "rename" | "copy" | "delete", entry: FileEntry) => void
}

/** As home.css has them: fingers need more. */
const rowPixels = (): number => (matchMedia("(max-width: 760px)").matches ? 49 : 39)
/** Longer folders scroll in a box of their own, and only the rows in sight are drawn. */
const SHORT = 200

/** The entries of a folder, a hundred or a hundred thousand. */
export function FileTable(props: FileTableProps) {
  const { entries } = props
  const box = useRef<HTMLDivElement>(null)
  const isLong = entries.length > SHORT
  // Read anew at each drawing, as the virtualizer wants it.
  // oxlint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => box.current,
    estimateSize: rowPixels,
    overscan: 12,
    enabled: isLong,
  })
  const items = virtual.getVirtualItems()
  const above = items[0]?.start ?? 0
  const below = isLong ? virtual.getTotalSize() - (items.at(-1)?.end ?? 0) : 0
  const shown = isLong ? items.map(({ index }) => entries[index]) : entries
  return (
    <div ref={box} className={isLong ? "files-box is-long" : "files-box"} tabIndex={isLong ? 0 : undefined}>
      <table className="files" aria-rowcount={entries.length + 1}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col" className="r no-phone">
              Size
            </th>
            <th scope="col" className="r">
              Changed
            </th>
            <th scope="col" className="act">
              <span className="vh">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {above > 0 ? <Gap height={above} /> : null}
          {shown.map((entry, n) =>
            entry === undefined ? null : (
              <Row key={entry.path} {...props} entry={entry} index={isLong ? (items[n]?.index ?? 0) : n} />
            ),
          )}
          {below > 0 ? <Gap height={below} /> : null}
        </tbody>
      </table>
    </div>
  )
}

function Gap({ height }: { height: number }) {
  return (
    <tr aria-hidden="true" className="gap">
      <td colSpan={4} style={{ height }} />
    </tr>
  )
}

type RowProps = FileTableProps & { readonly entry: FileEntry; readonly index: number }

function Row({ entry, index, storageId, isReadOnly, onGo, onAct }: RowProps) {
  const isNotebook = entry.type === "file" && formatOf(entry.name) !== undefined
  const size = entry.size === undefined ? "" : bytes(entry.size)
  const changed = entry.modifiedAt === undefined ? "" : ago(entry.modifiedAt, Date.now())
  const content = `/api/v1/storages/${storageId}/files/content?path=${encodeURIComponent(entry.path)}`
  const notebook = `/open?${new URLSearchParams({ storage: storageId, path: entry.path })}`
  const act = (id: "rename" | "copy" | "delete", label: string) => ({ id, label, act: () => onAct(id, entry) })
  const changes = [act("rename", "Rename or move"), act("copy", "Copy"), act("delete", "Delete")]
  const download = { id: "download", label: "Download", act: () => location.assign(content) }
  return (
    <tr className={isNotebook ? "nbk" : ""} aria-rowindex={index + 2}>
      <td>
        {entry.type === "folder" ? (
          <button type="button" className="row" onClick={() => onGo(entry.path)}>
            <Icon of={Folder} />
            <span className="cut">{entry.name}</span>
          </button>
        ) : (
          <a className={isNotebook ? "row strong" : "row"} href={isNotebook ? notebook : content}>
            <Icon of={isNotebook ? BookText : File} />
            <span className="cut">{entry.name}</span>
          </a>
        )}
      </td>
      <td className="r no-phone num">{size}</td>
      <td className="r">{changed}</td>
      <td className="act">
        <Menu
          label={`More for ${entry.name}`}
          actions={[...(entry.type === "file" ? [download] : []), ...(isReadOnly ? [] : changes)]}
        />
      </td>
    </tr>
  )
}
