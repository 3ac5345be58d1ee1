import { setDiagnostics } from "@codemirror/lint"
import type { Diagnostic as EditorDiagnostic } from "@codemirror/lint"
import { StateEffect, StateField } from "@codemirror/state"
import type { Extension } from "@codemirror/state"
import { Decoration, EditorView } from "@codemirror/view"
import type { DecorationSet } from "@codemirror/view"
import type { Diagnostic } from "@quire/notebook"

/** Lines of the last run's error, and the underlined names of what was found before running. */
const setErrorLines = StateEffect.define<readonly number[]>()

const errorLine = Decoration.line({ class: "cm-errorLine" })

const errorLines = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let next = marks.map(transaction.changes)
    for (const effect of transaction.effects) {
      if (!effect.is(setErrorLines)) continue
      const { doc } = transaction.state
      const lines = effect.value.filter((line) => line >= 1 && line <= doc.lines)
      next = Decoration.set(
        [...new Set(lines)].toSorted((a, b) => a - b).map((line) => errorLine.range(doc.line(line).from)),
      )
    }
    return next
  },
  provide: (field) => EditorView.decorations.from(field),
})

export const errorMarks: Extension = errorLines

export function showErrorLines(view: EditorView, lines: readonly number[]): void {
  view.dispatch({ effects: setErrorLines.of(lines) })
}

/** Of each editor: what is said by all who say something. */
const said = new WeakMap<EditorView, Map<string, readonly Diagnostic[]>>()

/** Shows what one of several (the session, the linter) says of the text, beside what the others say. */
export function showDiagnostics(view: EditorView, diagnostics: readonly Diagnostic[], by = "session"): void {
  const all = said.get(view) ?? new Map<string, readonly Diagnostic[]>()
  said.set(view, all.set(by, diagnostics))
  const { length } = view.state.doc
  const found = [...all.values()].flat().map((one) => markOf(one, length))
  view.dispatch(setDiagnostics(view.state, found))
}

function markOf({ severity, message, hint, place, rule, isUnused }: Diagnostic, length: number): EditorDiagnostic {
  const from = Math.min(place.start, length)
  const to = Math.min(Math.max(place.end, from), length)
  const said = /[.!?:]$/.test(message) ? message : `${message}.`
  const words = hint === "" ? message : `${said} ${hint}`
  const mark = isUnused === true ? ({ severity: "hint", markClass: "cm-unused" } as const) : { severity }
  return { from, to, ...mark, message: words, ...(rule === undefined ? {} : { source: rule }) }
}

/** Selects a line, scrolls to it and flashes it once. */
export function goToLine(view: EditorView, line: number): void {
  const { doc } = view.state
  const at = doc.line(Math.min(Math.max(line, 1), doc.lines))
  view.dispatch({
    selection: { anchor: at.from, head: at.to },
    effects: EditorView.scrollIntoView(at.from, { y: "center" }),
  })
  view.focus()
}
