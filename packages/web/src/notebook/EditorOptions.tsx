import { useSyncExternalStore } from "react"
import { changeEditorSettings, editorSettings, onEditorSettings } from "../language/settings.ts"
import type { EditorSettings } from "../language/settings.ts"
import "./language-views.css"

const OPTIONS: readonly { readonly key: keyof EditorSettings; readonly text: string }[] = [
  { key: "inlayHints", text: "Show types between the code" },
  { key: "lint", text: "Show lint hints" },
  { key: "formatsOnSave", text: "Format the cell when saving" },
]

/** How this person wants their editor, in this browser. */
export function EditorOptions() {
  const settings = useSyncExternalStore(onEditorSettings, editorSettings)
  return (
    <section className="options">
      <h2>Editor</h2>
      {OPTIONS.map(({ key, text }) => (
        <div key={key} className="row">
          <span className="grow" id={`option-${key}`}>
            {text}
          </span>
          <button
            type="button"
            role="switch"
            className="switch"
            aria-checked={settings[key]}
            aria-labelledby={`option-${key}`}
            onClick={() => changeEditorSettings({ [key]: !settings[key] })}
          />
        </div>
      ))}
      <p className="sub">Kept in this browser.</p>
    </section>
  )
}
