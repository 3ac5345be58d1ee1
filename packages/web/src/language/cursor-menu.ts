import { LSPPlugin } from "@codemirror/lsp-client"
import type { LSPClient } from "@codemirror/lsp-client"
import { StateEffect, StateField } from "@codemirror/state"
import type { Extension } from "@codemirror/state"
import { EditorView, showTooltip } from "@codemirror/view"
import type { Tooltip } from "@codemirror/view"
import { cellOf } from "./cells-workspace.ts"
import { languageContext } from "./context.ts"
import type { Edits } from "./edits.ts"
import type { LanguagePage } from "./language-page.ts"
import { isFor, toChanges, toPosition } from "./positions.ts"
import type { WorkspaceEdit } from "./positions.ts"

interface CodeAction {
  readonly title: string
  readonly isPreferred: boolean
  readonly edit: WorkspaceEdit
}

const setMenu = StateEffect.define<Tooltip | null>()

const menu = StateField.define<Tooltip | null>({
  create: () => null,
  update(shown, transaction) {
    for (const effect of transaction.effects) if (effect.is(setMenu)) return effect.value
    return transaction.docChanged || transaction.selection !== undefined ? null : shown
  },
  provide: (field) => showTooltip.from(field),
})

/** The menu at the caret. */
export const cursorMenu: Extension = menu

/** Shows what is at the caret, and what could be done there. */
export async function openCursorMenu(view: EditorView): Promise<void> {
  const plugin = LSPPlugin.get(view)
  const { page, edits, run } = view.state.facet(languageContext)
  if (plugin === null || page === undefined || edits === undefined) return
  plugin.client.sync()
  const { from, to } = view.state.selection.main
  const { doc } = view.state
  const textDocument = { uri: plugin.uri }
  const range = { start: toPosition(doc, from), end: toPosition(doc, to) }
  const fixed = { textDocument, range, context: { diagnostics: [] } }
  const [actions, hover] = await Promise.all([
    plugin.client.request<unknown, CodeAction[] | null>("textDocument/codeAction", fixed).catch(() => null),
    plugin.client
      .request<unknown, Hover | null>("textDocument/hover", { textDocument, position: range.start })
      .catch(() => null),
  ])
  if (view.state.doc !== doc) return
  const fixes = (actions ?? []).map((action): MenuItem => {
    return { title: action.title, act: () => carryOut(view, action, plugin.uri, edits) }
  })
  const type = typeIn(hover)
  const commands = type === "" ? [] : AT_A_NAME
  const rest = [...commands, ...ALWAYS].map(({ title, keys, command }): MenuItem => {
    return { title, keys, act: () => void run?.(command, view) }
  })
  view.dispatch({ effects: setMenu.of(menuAt(from, type, [...fixes, ...rest])) })
}

interface Hover {
  readonly contents: { readonly value: string }
}

interface MenuItem {
  readonly title: string
  readonly keys?: string
  readonly act: () => void
}

const AT_A_NAME = [
  { title: "Go to definition", keys: "F12", command: "definition" },
  { title: "Find uses", keys: "Shift+F12", command: "references" },
  { title: "Rename", keys: "F2", command: "rename" },
] as const

const ALWAYS = [
  { title: "Format the cell", keys: "Shift+Alt+F", command: "format" },
  { title: "Organise imports", keys: "Shift+Alt+O", command: "organise" },
] as const

/** The signature, without what is said about it. */
function typeIn(hover: Hover | null): string {
  const [, type = ""] = /```\w*\n([\s\S]*?)\n```/.exec(hover?.contents.value ?? "") ?? []
  // Nothing is known of it.
  return type === "any" ? "" : type
}

function menuAt(pos: number, type: string, actions: readonly MenuItem[]): Tooltip {
  return {
    pos,
    above: false,
    create: (view) => {
      const list = document.createElement("div")
      list.className = "cursor-menu"
      if (type !== "") list.append(element("code", "type", type))
      const menuItems = element("div", "items", "")
      menuItems.role = "menu"
      menuItems.ariaLabel = "At the caret"
      list.append(menuItems)
      const close = (): void => {
        view.dispatch({ effects: setMenu.of(null) })
        view.focus()
      }
      const items = actions.map(({ title, keys, act }) => {
        const item = element("button", "menu-item", "")
        item.type = "button"
        item.role = "menuitem"
        item.append(element("span", "grow", title), ...(keys === undefined ? [] : [element("kbd", "", keys)]))
        item.addEventListener("click", () => {
          close()
          act()
        })
        menuItems.append(item)
        return item
      })
      list.addEventListener("keydown", (event) => {
        event.stopPropagation()
        const at = items.indexOf(document.activeElement as HTMLButtonElement)
        const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0
        if (event.key === "Escape") close()
        else if (step !== 0) items[(at + step + items.length) % items.length]?.focus()
        else return
        event.preventDefault()
      })
      list.addEventListener("focusout", (event) => {
        if (list.contains(event.relatedTarget as Node | null)) return
        // It also loses the focus by being taken away, in the midst of an update.
        setTimeout(() => list.isConnected && view.dispatch({ effects: setMenu.of(null) }))
      })
      return { dom: list, mount: () => items[0]?.focus() }
    },
  }
}

function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className: string,
  text: string,
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag)
  made.className = className
  made.textContent = text
  return made
}

/** In one cell it is a step of the cell's own undo. */
function carryOut(view: EditorView, { title, edit }: CodeAction, uri: string, edits: Edits): void {
  const changes = edit.changes ?? {}
  const own = changes[uri]
  const cell = cellOf(uri)
  const isOwn = own !== undefined && Object.keys(changes).length === 1
  if (isOwn && isFor(edit, uri, view.state.doc.toString()))
    return view.dispatch({ changes: toChanges(view.state.doc, own), userEvent: "input.fix" })
  const isDone = !isOwn && cell !== undefined && edits.apply(edit, cell, title)
  if (!isDone) view.state.facet(languageContext).page?.say("The text changed meanwhile: try again")
}

/** Sorts the imports of the cell, and takes those away that nothing uses. */
export function organiseImports(
  page: LanguagePage,
  client: LSPClient,
  edits: Edits,
): (view: EditorView) => Promise<void> {
  return async (view) => {
    const plugin = LSPPlugin.get(view)
    if (plugin === null) return
    client.sync()
    const start = { line: 0, character: 0 }
    const params = {
      textDocument: { uri: plugin.uri },
      range: { start, end: start },
      context: { diagnostics: [], only: ["source.organizeImports"] },
    }
    const { doc } = view.state
    const actions = await client
      .request<unknown, CodeAction[] | null>("textDocument/codeAction", params)
      .catch(() => null)
    const [action] = actions ?? []
    if (action === undefined) page.say("The imports are in order")
    else if (view.state.doc === doc) carryOut(view, action, plugin.uri, edits)
  }
}
