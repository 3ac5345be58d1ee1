import { autocompletion, closeCompletion, insertCompletionText, pickedCompletion } from "@codemirror/autocomplete"
import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete"
import { LSPPlugin } from "@codemirror/lsp-client"
import type { Extension } from "@codemirror/state"
import type { EditorView } from "@codemirror/view"
import { toPosition } from "./positions.ts"
import type { Position, TextEdit } from "./positions.ts"

interface Item {
  readonly label: string
  readonly kind?: number
  readonly labelDetails?: { readonly description?: string }
  readonly detail?: string
  readonly insertText?: string
  readonly textEdit?: TextEdit
  readonly data?: unknown
}

interface Resolved {
  readonly detail?: string
  readonly documentation?: string | { readonly kind: "markdown" | "plaintext"; readonly value: string }
  readonly additionalTextEdits?: readonly TextEdit[]
}

/** So long may a list be open. */
const FOLLOWED_MS = 60_000
const TRIGGERS = /[.'"`/@<#]/
const KINDS = [
  "",
  "text",
  "method",
  "function",
  "class",
  "property",
  "variable",
  "class",
  "interface",
  "namespace",
  "property",
  "keyword",
  "constant",
  "enum",
  "keyword",
  "keyword",
  "constant",
  "text",
  "text",
  "text",
  "constant",
  "constant",
  "class",
  "text",
  "text",
  "type",
]

/** What the type checker offers; what is taken brings its import along, in one step of undo. */
export function serverCompletions(): Extension {
  // What the editor would guess from the text alone is among it.
  return autocompletion({ override: [complete], activateOnTypingDelay: 20 })
}

async function complete(context: CompletionContext): Promise<CompletionResult | null> {
  const plugin = context.view === undefined ? null : LSPPlugin.get(context.view)
  if (plugin === null) return null
  const word = context.matchBefore(/[\p{ID_Continue}$]*/u)
  const from = word?.from ?? context.pos
  const before = context.state.sliceDoc(context.pos - 1, context.pos)
  const isTrigger = TRIGGERS.test(before)
  if (!context.explicit && !isTrigger && from === context.pos) return null
  plugin.client.sync()
  const params = {
    textDocument: { uri: plugin.uri },
    position: toPosition(context.state.doc, context.pos),
    context: isTrigger ? { triggerKind: 2, triggerCharacter: before } : { triggerKind: 1 },
  }
  context.addEventListener("abort", () => plugin.client.cancelRequest(params))
  const places = followPlaces(plugin)
  const list = await plugin.client
    .request<unknown, { isIncomplete: boolean; items: Item[] } | null>("textDocument/completion", params)
    .catch(() => null)
  if (list === null || list.items.length === 0) return null
  // An entry may replace more than the word: a string, or `?.` with what is before it.
  const starts = list.items.flatMap(({ textEdit }) => (textEdit === undefined ? [] : [textEdit.range.start.character]))
  const line = context.state.doc.lineAt(context.pos)
  const start = Math.min(from, ...starts.map((character) => line.from + character).filter((at) => at <= context.pos))
  return {
    from: start,
    options: list.items.map((item, index) => optionOf(item, index, plugin, list.items.length, places)),
    ...(list.isIncomplete ? {} : { validFor: /^[\p{ID_Continue}$]*$/u }),
  }
}

function optionOf(item: Item, index: number, plugin: LSPPlugin, count: number, places: Places): Completion {
  const { label, kind = 1, labelDetails, detail } = item
  let resolved: Promise<Resolved> | undefined
  const resolve = (): Promise<Resolved> => (resolved ??= resolveItem(plugin, item))
  return {
    label,
    type: KINDS[kind] ?? "text",
    detail: labelDetails?.description ?? detail ?? "",
    // The server's order, among entries that fit alike.
    boost: 50 - Math.round((index / count) * 50),
    info: async () => infoOf(await resolve(), plugin),
    apply: (view, completion, from, to) => take(view, completion, from, to, item, resolve, places),
  }
}

async function resolveItem(plugin: LSPPlugin, { data }: Item): Promise<Resolved> {
  if (data === undefined) return {}
  const asked = plugin.client.request<unknown, Resolved | null>("completionItem/resolve", { label: "", data })
  return (await asked.catch(() => null)) ?? {}
}

function infoOf({ detail = "", documentation }: Resolved, plugin: LSPPlugin): HTMLElement | null {
  const text = typeof documentation === "string" ? documentation : (documentation?.value ?? "")
  if (detail === "" && text === "") return null
  const info = document.createElement("div")
  info.className = "cm-lsp-documentation"
  const signature = detail === "" ? "" : `\`\`\`typescript\n${detail}\n\`\`\`\n\n`
  info.innerHTML = plugin.docToHTML(`${signature}${text}`, "markdown")
  return info
}

/** The text at once, so that whoever types goes on behind it; what else belongs to it when that is known. */
function take(
  view: EditorView,
  completion: Completion,
  from: number,
  to: number,
  { label, insertText, textEdit }: Item,
  resolve: () => Promise<Resolved>,
  places: Places,
): void {
  const text = textEdit?.newText ?? insertText ?? label
  closeCompletion(view)
  view.dispatch({ ...insertCompletionText(view.state, text, from, to), annotations: pickedCompletion.of(completion) })
  void resolve().then(({ additionalTextEdits = [] }) => {
    if (additionalTextEdits.length === 0) return
    const changes = additionalTextEdits.map(({ range, newText }) => ({
      from: places.at(range.start),
      to: places.at(range.end),
      insert: newText,
    }))
    view.dispatch({ changes, userEvent: "input.complete" })
  })
}

/** Where places of the text that was asked about stand by now. */
interface Places {
  readonly at: (position: Position) => number
}

function followPlaces({ client, uri }: LSPPlugin): Places {
  const mapping = client.workspaceMapping()
  setTimeout(() => mapping.destroy(), FOLLOWED_MS)
  return { at: (position) => mapping.mapPosition(uri, position) }
}
