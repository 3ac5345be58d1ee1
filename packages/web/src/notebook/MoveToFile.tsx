import { useEffect, useRef, useState } from "react"
import type { CellId } from "@quire/notebook"
import { useConnection } from "../session/hooks.ts"

/** Asks where the cell shall go as a file. What fails is said here, and nothing is changed. */
export function MoveToFile({ id, name, onClose }: { id: CellId; name: string; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const connection = useConnection()
  const [path, setPath] = useState(`./lib/${name}`)
  const [message, setMessage] = useState("")
  const [isBusy, setBusy] = useState(false)
  useEffect(() => dialog.current?.showModal(), [])
  const submit = async (event: React.FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    const answer = await connection.command({ type: "moveToFile", cell: id, path: path.trim() })
    setBusy(false)
    if (answer.ok) dialog.current?.close()
    else setMessage(answer.message)
  }
  return (
    <dialog ref={dialog} className="dialog small" aria-labelledby="move-title" onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <h1 id="move-title">Move to a file</h1>
        <div className="field">
          <label htmlFor="move-path">File, beside this notebook</label>
          <div className="input">
            <input
              id="move-path"
              value={path}
              autoFocus
              spellCheck={false}
              aria-invalid={message !== ""}
              aria-describedby="move-help"
              onChange={(event) => setPath(event.target.value)}
            />
          </div>
          <p id="move-help" className={message === "" ? "t3" : "hint"} role={message === "" ? undefined : "alert"}>
            {message || "The cell imports it from then on. Saved in any editor, it is loaded anew."}
          </p>
        </div>
        <footer>
          <span className="t3 grow" />
          <button type="button" className="btn quiet" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="submit" className="btn primary" disabled={isBusy || path.trim() === ""}>
            Move
          </button>
        </footer>
      </form>
    </dialog>
  )
}
