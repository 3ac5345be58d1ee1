import { useEffect, useRef } from "react"
import type { References } from "../language/language-page.ts"
import { plural } from "../ui/format.ts"
import "./language-views.css"

/** Where a name is used, to go there. */
export function ReferencesView({ references, onClose }: { references: References; onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => dialog.current?.showModal(), [])
  const { name, places } = references
  return (
    <dialog ref={dialog} className="dialog small references" aria-labelledby="references-title" onClose={onClose}>
      <h1 id="references-title">
        {plural(places.length, "use")} of <code>{name}</code>
      </h1>
      <ul className="list">
        {places.map(({ label, line, text, go }, index) => (
          <li key={index}>
            <button
              type="button"
              autoFocus={index === 0}
              onClick={() => {
                dialog.current?.close()
                go()
              }}
            >
              <span className="t3">
                {label}, line {line}
              </span>
              <code className="cut">{text}</code>
            </button>
          </li>
        ))}
      </ul>
      <footer>
        <span className="grow" />
        <button type="button" className="btn quiet" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </footer>
    </dialog>
  )
}
