import { LSPPlugin } from "@codemirror/lsp-client"
import type { LSPClient } from "@codemirror/lsp-client"
import type { EditorView } from "@codemirror/view"
import { parseFenceWords } from "@quire/notebook"
import type { CellId } from "@quire/notebook"
import { sourceOf } from "@quire/session"
import { cellOf } from "./cells-workspace.ts"
import { goTo } from "./definition.ts"
import type { LanguagePage } from "./language-page.ts"
import { toPosition } from "./positions.ts"
import type { Range } from "./positions.ts"

/** Lists where the name at the caret is used. */
export function findReferences(page: LanguagePage, client: LSPClient): (view: EditorView) => Promise<void> {
  return async (view) => {
    const plugin = LSPPlugin.get(view)
    if (plugin === null) return
    client.sync()
    const { head } = view.state.selection.main
    const word = view.state.wordAt(head)
    const params = {
      textDocument: { uri: plugin.uri },
      position: toPosition(view.state.doc, head),
      context: { includeDeclaration: true },
    }
    const found = await client
      .request<unknown, { uri: string; range: Range }[] | null>("textDocument/references", params)
      .catch(() => null)
    if (found === null || found.length === 0) return page.say("Nothing uses this")
    const order = new Map(page.connection.cells.get().map(({ id }, index) => [id, index]))
    const indexOf = (uri: string): number => order.get(cellOf(uri) ?? ("" as CellId)) ?? order.size
    const sorted = found.toSorted((a, b) => indexOf(a.uri) - indexOf(b.uri) || a.range.start.line - b.range.start.line)
    const places = sorted.map((place) => ({
      label: labelOf(page, place.uri),
      line: place.range.start.line + 1,
      text: lineOf(page, place.uri, place.range.start.line),
      go: () => void goTo(page, client, place),
    }))
    page.showReferences({ name: word === null ? "this" : view.state.sliceDoc(word.from, word.to), places })
  }
}

function labelOf(page: LanguagePage, uri: string): string {
  const id = cellOf(uri)
  if (id === undefined) return decodeURIComponent(uri.replace(/.*\//, ""))
  return cellLabel(page, id)
}

/** What people call a cell: its name, or its place among the code cells. */
function cellLabel({ connection }: LanguagePage, id: CellId): string {
  const cells = connection.cells.get().filter(({ kind }) => kind === "code")
  const index = cells.findIndex((cell) => cell.id === id)
  return parseFenceWords(cells[index]?.words ?? "").name ?? `Cell ${index + 1}`
}

function lineOf({ connection }: LanguagePage, uri: string, line: number): string {
  const id = cellOf(uri)
  const text = id === undefined ? undefined : sourceOf(connection.doc, id)
  return (text?.toString().split("\n")[line] ?? "").trim()
}
