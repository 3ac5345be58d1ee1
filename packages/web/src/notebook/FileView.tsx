import { useEffect, useRef } from "react"
import { showText } from "../editor/editor.ts"
import type { ShownFile } from "../language/language-page.ts"
import "./language-views.css"

/** A file of a package or of the project, to be read. */
export function FileView({ file, onClose }: { file: ShownFile; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    dialog.current?.showModal()
    if (place.current === null) return undefined
    const view = showText(file.text, file.path, file)
    place.current.append(view.dom)
    view.focus()
    return () => view.destroy()
  }, [file])
  const name = file.path.split("/").at(-1) ?? ""
  return (
    <dialog ref={dialog} className="dialog file-view" aria-labelledby="file-view-title" onClose={onClose}>
      <header className="row">
        <h1 id="file-view-title" className="grow cut">
          {name} <small className="t3">{file.path.slice(0, -name.length)}</small>
        </h1>
        <span className="t3">Read only</span>
        <button type="button" className="btn" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </header>
      <div ref={place} className="file-text" />
      {file.isWhole ? null : <p className="t3">Only the beginning of this file is shown.</p>}
    </dialog>
  )
}
