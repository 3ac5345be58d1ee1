import { Cylinder, HardDrive, House, Plus } from "lucide-react"
import type { StorageSummary } from "@quire/protocol"
import { api } from "../api/http.ts"
import { Icon } from "../ui/Icon.tsx"
import { Menu } from "../ui/Menu.tsx"

interface StorageNavProps {
  storages: readonly StorageSummary[] | undefined
  current: string
  onOpen: (id: string) => void
  onAdd: () => void
  onChange: (storage: StorageSummary) => void
  /** Something about them is other than before. */
  onChanged: () => void
}

/** The storages, each with its health and, when it fails, why and what to do. */
export function StorageNav({ storages, current, onOpen, onAdd, onChange, onChanged }: StorageNavProps) {
  const remove = async (id: string): Promise<void> => {
    await api("DELETE", `/storages/${id}`)
    onChanged()
  }
  const test = async (id: string): Promise<void> => {
    await api("POST", `/storages/${id}/probe`, {})
    onChanged()
  }
  return (
    <nav className="nav" aria-label="Places">
      <a className="item no-phone" href="/" aria-current="page">
        <Icon of={House} />
        Home
      </a>
      <div className="side-h">
        <span className="grow">Storages</span>
        <button type="button" className="icon-btn small" aria-label="Add a storage" onClick={onAdd}>
          <Icon of={Plus} size="s" />
        </button>
      </div>
      <ul>
        {storages === undefined ? <li className="item t3">Loading…</li> : null}
        {storages?.map((storage) => (
          <li key={storage.id} className="row">
            <button
              type="button"
              className={storage.id === current ? "item store grow is-open" : "item store grow"}
              aria-pressed={storage.id === current}
              onClick={() => onOpen(storage.id)}
            >
              <Icon of={storage.kind === "local" ? HardDrive : Cylinder} />
              <span className="two grow">
                <b>{storage.name}</b>
                <StorageLine storage={storage} />
              </span>
              <Health storage={storage} />
            </button>
            <Menu
              label={`More for ${storage.name}`}
              actions={[
                { id: "test", label: "Test", act: () => void test(storage.id) },
                ...(storage.isFixed
                  ? []
                  : [
                      { id: "change", label: "Change", act: () => onChange(storage) },
                      { id: "remove", label: "Remove from this list", act: () => void remove(storage.id) },
                    ]),
              ]}
            />
          </li>
        ))}
      </ul>
      <button type="button" className="item t2" onClick={onAdd}>
        <Icon of={Plus} />
        Add a storage
      </button>
    </nav>
  )
}

function StorageLine({ storage: { health, where, isReadOnly } }: { storage: StorageSummary }) {
  if (health.status === "failing")
    return <small className="bad">{`${health.message ?? "It does not answer"}. ${health.hint ?? ""}`}</small>
  if (isReadOnly) return <small className="warn">Read only</small>
  return <small>{where.replace(/^https?:\/\//, "")}</small>
}

function Health({ storage: { health, isReadOnly } }: { storage: StorageSummary }) {
  if (health.status === "failing") return <span className="health bad" role="img" aria-label="failing" />
  if (isReadOnly) return <span className="health warn" role="img" aria-label="limited" />
  return health.status === "ok" ? <span className="health" role="img" aria-label="healthy" /> : null
}
