import { useEffect, useRef, useState } from "react"
import type { ReactNode } from "react"

interface FormDialogProps {
  readonly title: string
  /** What its button does. */
  readonly verb: string
  readonly isDanger?: boolean
  readonly canSubmit: boolean
  /** How far it is, while it works. */
  readonly progress?: string
  /** Gives what went wrong, or nothing when it is done: then the dialog closes. */
  readonly onSubmit: () => Promise<string>
  readonly onClose: () => void
  readonly children: (isWrong: boolean) => ReactNode
}

/** A small dialog with one form. What fails is said in it, and what was typed stays. */
export function FormDialog(props: FormDialogProps) {
  const { title, verb, isDanger = false, canSubmit, progress = "Working…", onSubmit, onClose, children } = props
  const dialog = useRef<HTMLDialogElement>(null)
  const [message, setMessage] = useState("")
  const [isBusy, setBusy] = useState(false)
  useEffect(() => dialog.current?.showModal(), [])
  const submit = async (event: React.FormEvent): Promise<void> => {
    event.preventDefault()
    setBusy(true)
    setMessage("")
    const problem = await onSubmit()
    setBusy(false)
    if (problem === "") dialog.current?.close()
    else setMessage(problem)
  }
  return (
    <dialog ref={dialog} className="dialog small" aria-labelledby="form-dialog-title" onClose={onClose}>
      <form onSubmit={(event) => void submit(event)}>
        <h1 id="form-dialog-title">{title}</h1>
        {children(message !== "")}
        {message === "" ? null : (
          <p className="hint" role="alert">
            {message}
          </p>
        )}
        <footer>
          <span className="t3 grow" role="status">
            {isBusy ? progress : ""}
          </span>
          <button type="button" className="btn quiet" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
          <button type="submit" className={isDanger ? "btn danger" : "btn primary"} disabled={isBusy || !canSubmit}>
            {verb}
          </button>
        </footer>
      </form>
    </dialog>
  )
}
