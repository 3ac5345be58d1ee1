import {
  autocompletion,
  closeCompletion,
  completionStatus,
  insertCompletionText,
  pickedCompletion,
  startCompletion,
} from "@codemirror/autocomplete"
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

/** The document is on its way to the server. */
const CONTENT_MODIFIED = -32_801
const AGAIN_MS = 40
/** How often in a row an editor's question was too early. */
const early = new WeakMap<EditorView, number>()
const MOST_EARLY = 50

/** Asks again, for what stands there by then: nobody may type a further key. */
function askLater(view: EditorView | undefined, error: unknown): null {
  const times = view === undefined ? MOST_EARLY : (early.get(view) ?? 0)
  if (view === undefined || (error as { code?: unknown } | null)?.code !== CONTENT_MODIFIED || times >= MOST_EARLY)
    return null
  early.set(view, times + 1)
  setTimeout(() => {
    if (view.hasFocus && completionStatus(view.state) === null) offerCompletions(view)
  }, AGAIN_MS)
  return null
}

/** Offers what could follow a name, or a dot. */
export function offerCompletions(view: EditorView): void {
  const { head } = view.state.selection.main
  if (/[\p{ID_Continue}$.]$/u.test(view.state.sliceDoc(Math.max(0, head - 1), head))) startCompletion(view)
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
  const list = await plugin.client
    .request<unknown, { isIncomplete: boolean; items: Item[] } | null>("textDocument/completion", params)
    .catch((error: unknown) => askLater(context.view, error))
  if (list !== null && context.view !== undefined) early.delete(context.view)
  if (list === null || list.items.length === 0) return null
  // An entry may replace more than the word: a string, or `?.` with what is before it.
  const starts = list.items.flatMap(({ textEdit }) => (textEdit === undefined ? [] : [textEdit.range.start.character]))
  const line = context.state.doc.lineAt(context.pos)
  const start = Math.min(from, ...starts.map((character) => line.from + character).filter((at) => at <= context.pos))
  return {
    from: start,
    options: list.items.map((item, index) => optionOf(item, index, plugin, list.items.length)),
    ...(list.isIncomplete ? {} : { validFor: /^[\p{ID_Continue}$]*$/u }),
  }
}

function optionOf(item: Item, index: number, plugin: LSPPlugin, count: number): Completion {
  const { label, kind = 1, labelDetails, detail } = item
  let resolved: Promise<ResolvedAt> | undefined
  const resolve = (): Promise<ResolvedAt> => (resolved ??= resolveItem(plugin, item))
  return {
    label,
    type: KINDS[kind] ?? "text",
    detail: labelDetails?.description ?? detail ?? "",
    // The server's order, among entries that fit alike.
    boost: 50 - Math.round((index / count) * 50),
    info: async () => infoOf((await resolve()).entry, plugin),
    apply: (view, completion, from, to) => take(view, completion, from, to, item, resolve),
  }
}

/** What is known of an entry, and where places of the text that this is for stand by now. */
interface ResolvedAt {
  readonly entry: Resolved
  readonly places: Places
}

async function resolveItem(plugin: LSPPlugin, { data }: Item): Promise<ResolvedAt> {
  for (let tries = 0; ; tries++) {
    plugin.client.sync()
    const places = followPlaces(plugin)
    if (data === undefined) return { entry: {}, places }
    try {
      const asked = plugin.client.request<unknown, Resolved | null>("completionItem/resolve", { label: "", data })
      return { entry: (await asked) ?? {}, places }
    } catch (error) {
      const isEarly = (error as { code?: unknown } | null)?.code === CONTENT_MODIFIED && tries < MOST_EARLY
      if (!isEarly) return { entry: {}, places }
      await new Promise((done) => setTimeout(done, AGAIN_MS))
    }
  }
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
  resolve: () => Promise<ResolvedAt>,
): void {
  const text = textEdit?.newText ?? insertText ?? label
  closeCompletion(view)
  view.dispatch({ ...insertCompletionText(view.state, text, from, to), annotations: pickedCompletion.of(completion) })
  void resolve().then(({ entry: { additionalTextEdits = [] }, places }) => {
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
