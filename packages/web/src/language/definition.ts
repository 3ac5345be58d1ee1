import { LSPPlugin } from "@codemirror/lsp-client"
import type { LSPClient } from "@codemirror/lsp-client"
import { EditorView } from "@codemirror/view"
import { cellOf } from "./cells-workspace.ts"
import type { LanguagePage, ShownFile } from "./language-page.ts"
import { toOffset, toPosition } from "./positions.ts"
import type { Range } from "./positions.ts"

interface Location {
  readonly uri: string
  readonly range: Range
}

/** Goes to where the name at the caret is defined: a cell, or a file, which is shown to be read. */
export function goToDefinition(page: LanguagePage, client: LSPClient): (view: EditorView) => Promise<void> {
  return async (view) => {
    const plugin = LSPPlugin.get(view)
    if (plugin === null) return
    client.sync()
    const position = toPosition(view.state.doc, view.state.selection.main.head)
    const params = { textDocument: { uri: plugin.uri }, position }
    const found = await client.request<unknown, Location[] | null>("textDocument/definition", params).catch(() => null)
    const [place] = found ?? []
    if (place === undefined) page.say("No definition of this is known")
    else await goTo(page, client, place)
  }
}

export async function goTo(page: LanguagePage, client: LSPClient, { uri, range }: Location): Promise<void> {
  const cell = cellOf(uri)
  if (cell !== undefined) {
    const view = await page.show(cell)
    if (view === undefined) return
    const [anchor, head] = [toOffset(view.state.doc, range.start), toOffset(view.state.doc, range.end)]
    view.dispatch({ selection: { anchor, head }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) })
    view.focus()
    return
  }
  const file = await client
    .request<unknown, Pick<ShownFile, "path" | "text" | "isWhole">>("quire/readFile", { uri })
    .catch(() => undefined)
  if (file === undefined) page.say("This file cannot be read")
  else page.showFile({ ...file, ...range.start })
}
