import { LSPPlugin } from "@codemirror/lsp-client"
import type { LSPClient } from "@codemirror/lsp-client"
import type { EditorView } from "@codemirror/view"
import type { LanguagePage } from "./language-page.ts"
import { toChanges } from "./positions.ts"
import type { TextEdit } from "./positions.ts"

/** Formats a cell in its project's style. Resolves when that is done, or cannot be. */
export function formatCell(page: LanguagePage, client: LSPClient): (view: EditorView) => Promise<void> {
  return async (view) => {
    const plugin = LSPPlugin.get(view)
    if (plugin === null) return
    client.sync()
    const { doc } = view.state
    try {
      const params = { textDocument: { uri: plugin.uri } }
      const edits = await client.request<unknown, readonly TextEdit[] | null>("textDocument/formatting", params)
      if (edits === null || edits.length === 0) return
      if (view.state.doc === doc) view.dispatch({ changes: toChanges(doc, edits), userEvent: "input.format" })
      else page.say("The text changed meanwhile: try again")
    } catch (error) {
      page.say((error as { message?: string }).message ?? "It could not be formatted")
    }
  }
}
