import { LSPPlugin } from "@codemirror/lsp-client"
import type { Extension } from "@codemirror/state"
import type { EditorView } from "@codemirror/view"
import type { Diagnostic } from "@quire/notebook"
import { showDiagnostics } from "../editor/marks.ts"
import { hintLoader } from "./hint-loader.ts"
import { editorSettings } from "./settings.ts"

const PAUSE_MS = 600

/** What the linter says of a cell, where a person wants to know it. */
export function lintHints(): Extension {
  return hintLoader("lint", PAUSE_MS, load)
}

async function load(view: EditorView): Promise<void> {
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
