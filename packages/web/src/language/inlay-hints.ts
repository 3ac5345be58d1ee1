import { LSPPlugin } from "@codemirror/lsp-client"
import { StateEffect, StateField } from "@codemirror/state"
import type { Extension } from "@codemirror/state"
import { Decoration, EditorView, WidgetType } from "@codemirror/view"
import type { DecorationSet } from "@codemirror/view"
import { hintLoader } from "./hint-loader.ts"
import { editorSettings } from "./settings.ts"
import { toOffset, toPosition } from "./positions.ts"
import type { Position } from "./positions.ts"

interface Hint {
  readonly position: Position
  readonly label: string
  readonly paddingLeft: boolean
  readonly paddingRight: boolean
}

class HintWidget extends WidgetType {
  private readonly hint: Hint

  constructor(hint: Hint) {
    super()
    this.hint = hint
  }

  override eq(other: HintWidget): boolean {
    return other.hint.label === this.hint.label
  }

  toDOM(): HTMLElement {
    const { label, paddingLeft, paddingRight } = this.hint
    const element = document.createElement("span")
    element.className = `inlay${paddingLeft ? " before" : ""}${paddingRight ? " after" : ""}`
    element.textContent = label.length > 40 ? `${label.slice(0, 39)}…` : label
    element.ariaHidden = "true"
    return element
  }
}

const setHints = StateEffect.define<DecorationSet>()

const hints = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(shown, transaction) {
    for (const effect of transaction.effects) if (effect.is(setHints)) return effect.value
    return shown.map(transaction.changes)
  },
  provide: (field) => EditorView.decorations.from(field),
})

const PAUSE_MS = 300

/** Types and names of parameters between the text, where a person has asked for them. */
export function inlayHints(): Extension {
  return [hints, hintLoader("inlayHints", PAUSE_MS, load)]
}

async function load(view: EditorView): Promise<void> {
  const plugin = LSPPlugin.get(view)
  if (plugin === null) return
  if (!editorSettings().inlayHints) return view.dispatch({ effects: setHints.of(Decoration.none) })
  plugin.client.sync()
  const { doc } = view.state
  const range = { start: { line: 0, character: 0 }, end: toPosition(doc, doc.length) }
  const params = { textDocument: { uri: plugin.uri }, range }
  const found = await plugin.client.request<unknown, Hint[] | null>("textDocument/inlayHint", params).catch(() => null)
  if (found === null || view.state.doc !== doc) return
  const marks = found.map((hint) =>
    Decoration.widget({ widget: new HintWidget(hint), side: 1 }).range(toOffset(doc, hint.position)),
  )
  view.dispatch({ effects: setHints.of(Decoration.set(marks, true)) })
}
