import { LSPPlugin } from "@codemirror/lsp-client"
import { StateEffect, StateField } from "@codemirror/state"
import type { Extension } from "@codemirror/state"
import { EditorView, showTooltip } from "@codemirror/view"
import type { Tooltip } from "@codemirror/view"
import { cellOf } from "./cells-workspace.ts"
import type { Edits } from "./edits.ts"
import type { LanguagePage } from "./language-page.ts"
import { languageContext } from "./context.ts"
import { toOffset, toPosition } from "./positions.ts"
import type { Range, WorkspaceEdit } from "./positions.ts"

const setBox = StateEffect.define<Tooltip | null>()

const box = StateField.define<Tooltip | null>({
  create: () => null,
  update(shown, transaction) {
    for (const effect of transaction.effects) if (effect.is(setBox)) return effect.value
    return transaction.docChanged ? null : shown
  },
  provide: (field) => showTooltip.from(field),
})

/** A box over the name, in which it is given another one. */
export const renaming: Extension = box

/** Asks for the new name of what stands at the caret. */
export async function startRename(view: EditorView): Promise<void> {
  const plugin = LSPPlugin.get(view)
  const { page, edits } = view.state.facet(languageContext)
  if (plugin === null || page === undefined || edits === undefined) return
  plugin.client.sync()
  const { doc } = view.state
  const params = { textDocument: { uri: plugin.uri }, position: toPosition(doc, view.state.selection.main.head) }
  const range = await plugin.client
    .request<unknown, Range | null>("textDocument/prepareRename", params)
    .catch(() => null)
  if (range === null || view.state.doc !== doc) return page.say("This cannot be given another name")
  const [from, to] = [toOffset(doc, range.start), toOffset(doc, range.end)]
  const rename = (newName: string): void =>
    void carryOut(view, plugin, page, edits, params, doc.sliceString(from, to), newName)
  view.dispatch({ effects: setBox.of(boxAt(from, doc.sliceString(from, to), rename)) })
}

async function carryOut(
  view: EditorView,
  plugin: LSPPlugin,
  page: LanguagePage,
  edits: Edits,
  params: object,
  before: string,
  newName: string,
): Promise<void> {
  const cell = cellOf(plugin.uri)
  if (newName === before || newName === "" || cell === undefined) return
  plugin.client.sync()
  try {
    const edit = await plugin.client.request<unknown, WorkspaceEdit>("textDocument/rename", { ...params, newName })
    const isDone = edits.apply(edit, cell, `Renamed ${before} to ${newName}`)
    if (!isDone) page.say("The text changed meanwhile: try again")
  } catch (error) {
    page.say((error as { message?: string }).message ?? "It could not be renamed")
  }
  view.focus()
}

function boxAt(pos: number, name: string, rename: (newName: string) => void): Tooltip {
  return {
    pos,
    above: false,
    create: (view) => {
      const dom = document.createElement("div")
      dom.className = "rename-box"
      const input = document.createElement("input")
      input.value = name
      input.ariaLabel = `New name of ${name}`
      input.spellcheck = false
      input.size = Math.max(12, name.length + 4)
      const close = (): void => {
        view.dispatch({ effects: setBox.of(null) })
        view.focus()
      }
      input.addEventListener("keydown", (event) => {
        event.stopPropagation()
        if (event.key !== "Enter" && event.key !== "Escape") return
        event.preventDefault()
        const wanted = input.value.trim()
        close()
        if (event.key === "Enter") rename(wanted)
      })
      // It also loses the focus by being taken away, in the midst of an update.
      input.addEventListener("blur", () =>
        setTimeout(() => dom.isConnected && view.dispatch({ effects: setBox.of(null) })),
      )
      dom.append(input)
      return {
        dom,
        mount: () => {
          input.focus()
          input.select()
        },
      }
    },
  }
}
