import { useEffect, useState } from "react"
import type { StorageSummary } from "@quire/protocol"
import { api } from "../api/http.ts"
import { openNotebook } from "../home/open-notebook.ts"
import { useConnectionInfo } from "../session/hooks.ts"
import { FormDialog } from "../ui/FormDialog.tsx"

/** Asks for a place, writes what the notebook says now there, and goes on in the copy. */
export function SaveCopy({ onClose }: { onClose: () => void }) {
  const { place, sessionId } = useConnectionInfo()
  const [storages, setStorages] = useState<readonly StorageSummary[]>([])
  const [storage, setStorage] = useState("")
  const [path, setPath] = useState(() => (place?.path ?? "/notebook.md").replace(/(\.\w+)?$/, " copy$1"))
  useEffect(() => {
    void api<readonly StorageSummary[]>("GET", "/storages").then((answer) => {
      if (!answer.ok) return
      const open = answer.value.filter(({ isReadOnly }) => !isReadOnly)
      setStorages(open)
      setStorage((open.find(({ id }) => id === place?.storage) ?? open[0])?.id ?? "")
    })
  }, [place?.storage])
  const save = async (): Promise<string> => {
    const to = path.trim().startsWith("/") ? path.trim() : `/${path.trim()}`
    const answer = await api<{ path: string }>("POST", `/sessions/${sessionId}/copy`, { storage, path: to })
    if (answer.ok) openNotebook(storage, answer.value.path)
    return answer.ok ? "" : `${answer.problem.title}. ${answer.problem.hint ?? ""}`
  }
  return (
    <FormDialog
      title="Save a copy"
      verb="Save a copy"
      canSubmit={storage !== "" && path.trim() !== ""}
      onSubmit={save}
      onClose={onClose}
    >
      {(isWrong) => (
        <>
          <div className="field">
            <label htmlFor="copy-storage">Storage</label>
            <div className="input">
              <select id="copy-storage" value={storage} onChange={(event) => setStorage(event.target.value)}>
                {storages.map(({ id, name }) => (
                  <option key={id} value={id}>
                    {name}
                  </option>
                ))}
              </select>
            </div>
          </div>
          <div className="field">
            <label htmlFor="copy-path">File</label>
            <div className="input">
              <input
                id="copy-path"
                value={path}
                autoFocus
                spellCheck={false}
                aria-invalid={isWrong}
                onChange={(event) => setPath(event.target.value)}
              />
            </div>
          </div>
        </>
      )}
    </FormDialog>
  )
}
