/** How a person wants their editor; kept in the browser. */
export interface EditorSettings {
  /** Types and names of parameters between the text. */
  readonly inlayHints: boolean
  /** What a linter says of the code. */
  readonly lint: boolean
  /** The cell is formatted when the notebook is saved by key. */
  readonly formatsOnSave: boolean
}

const KEY = "quire.editor"
const DEFAULT: EditorSettings = { inlayHints: false, lint: false, formatsOnSave: false }
const listeners = new Set<() => void>()
let current: EditorSettings | undefined

export function editorSettings(): EditorSettings {
  current ??= read()
  return current
}

export function changeEditorSettings(part: Partial<EditorSettings>): void {
  current = { ...editorSettings(), ...part }
  try {
    localStorage.setItem(KEY, JSON.stringify(current))
  } catch {
    // Private windows keep nothing.
  }
  for (const listener of listeners) listener()
}

export function onEditorSettings(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function read(): EditorSettings {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<EditorSettings>
    return {
      inlayHints: kept.inlayHints === true,
      lint: kept.lint === true,
      formatsOnSave: kept.formatsOnSave === true,
    }
  } catch {
    return DEFAULT
  }
}
