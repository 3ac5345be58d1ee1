import { LSPPlugin } from "@codemirror/lsp-client"
import type { Extension } from "@codemirror/state"
import type { EditorView, ViewUpdate } from "@codemirror/view"
import { ViewPlugin } from "@codemirror/view"
import type { Diagnostic } from "@quire/notebook"
import { showDiagnostics } from "../editor/marks.ts"
import { editorSettings, onEditorSettings } from "./settings.ts"

const PAUSE_MS = 600

/** What the linter says of a cell, where a person wants to know it. */
export function lintHints(): Extension {
  return ViewPlugin.fromClass(LintLoader)
}

class LintLoader {
  private readonly view: EditorView
  private readonly stop: () => void
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(view: EditorView) {
    this.view = view
    this.stop = onEditorSettings(() => this.soon())
    if (editorSettings().lint) this.soon()
  }

  update({ docChanged }: ViewUpdate): void {
    if (docChanged && editorSettings().lint) this.soon()
  }

  destroy(): void {
    clearTimeout(this.timer)
    this.stop()
  }

  private soon(): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => void this.load(), PAUSE_MS)
  }

  private async load(): Promise<void> {
    const { view } = this
    if (!editorSettings().lint) return showDiagnostics(view, [], "lint")
    const plugin = LSPPlugin.get(view)
    if (plugin === null) return
    plugin.client.sync()
    const { doc } = view.state
    const asked = plugin.client.request<unknown, Diagnostic[] | null>("quire/lint", {
      textDocument: { uri: plugin.uri },
    })
    const found = await asked.catch(() => null)
    if (found !== null && view.state.doc === doc) showDiagnostics(view, found, "lint")
  }
}
