import type { Extension } from "@codemirror/state"
import { ViewPlugin } from "@codemirror/view"
import type { EditorView, ViewUpdate } from "@codemirror/view"
import { editorSettings, onEditorSettings } from "./settings.ts"
import type { EditorSettings } from "./settings.ts"

/** Calls `load` when typing pauses while a person has switched a setting on, and when they switch it. */
export function hintLoader(
  setting: keyof EditorSettings,
  pauseMs: number,
  load: (view: EditorView) => Promise<void>,
): Extension {
  return ViewPlugin.define((view) => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const soon = (): void => {
      clearTimeout(timer)
      timer = setTimeout(() => void load(view), pauseMs)
    }
    const stop = onEditorSettings(soon)
    if (editorSettings()[setting]) soon()
    return {
      update: ({ docChanged }: ViewUpdate) => void (docChanged && editorSettings()[setting] && soon()),
      destroy: () => {
        clearTimeout(timer)
        stop()
      },
    }
  })
}
