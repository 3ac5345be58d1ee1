import {
  acceptCompletion,
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  completionStatus,
} from "@codemirror/autocomplete"
import { defaultKeymap, indentWithTab } from "@codemirror/commands"
import { javascript } from "@codemirror/lang-javascript"
import { markdown } from "@codemirror/lang-markdown"
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language"
import { EditorState, Prec } from "@codemirror/state"
import type { Extension } from "@codemirror/state"
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  keymap,
  lineNumbers,
  placeholder,
  tooltips,
} from "@codemirror/view"
import type { KeyBinding } from "@codemirror/view"
import { yCollab, yUndoManagerKeymap } from "y-codemirror.next"
import type { Awareness } from "y-protocols/awareness"
import { UndoManager } from "yjs"
import type { Text } from "yjs"
import { cellUndo } from "./cell-undo.ts"
import { editorTheme } from "./theme.ts"

export interface EditorOptions {
  readonly text: Text
  readonly awareness: Awareness
  /** `text`: code in a language that Quire does not run. */
  readonly language: "ts" | "tsx" | "js" | "jsx" | "markdown" | "text"
  readonly label: string
  readonly placeholder: string
  /** Keys of the notebook; they come before the editor's own. */
  readonly keys: readonly KeyBinding[]
  readonly isReadOnly: boolean
  readonly extensions: readonly Extension[]
}

// Keys that belong to the browser, or to the notebook (UI §5).
const NOT_OURS = new Set([
  "Mod-d",
  "Mod-f",
  "Alt-l",
  "Mod-Alt-\\",
  "Mod-Enter",
  "Shift-Enter",
  "Alt-Enter",
  "Mod-Alt-f",
])

// As in other editors; without a list it indents.
const TAKE: KeyBinding = {
  key: "Tab",
  run: (view) => {
    if (completionStatus(view.state) !== "active") return false
    takeSoon(view, TRIES)
    return true
  },
}

/** A list that has just come is not taken from by a key that was on its way to the text; this one was meant for the list. */
function takeSoon(view: EditorView, tries: number): void {
  if (acceptCompletion(view) || tries === 0 || completionStatus(view.state) === null) return
  setTimeout(() => takeSoon(view, tries - 1), LIST_SETTLES_MS / 2)
}

const LIST_SETTLES_MS = 40
const TRIES = 20

/** An editor on shared text: each person undoes what they typed themselves, and only in this cell. */
export function makeEditor(options: EditorOptions): EditorView {
  const { text, awareness, language, label, keys, isReadOnly } = options
  const undoManager = new UndoManager(text, { captureTimeout: 400 })
  const isCode = language !== "markdown"
  const state = EditorState.create({
    doc: text.toString(),
    extensions: [
      Prec.highest(keymap.of([...keys])),
      keymap.of([...yUndoManagerKeymap, ...closeBracketsKeymap, ...completionKeymap, TAKE, indentWithTab]),
      cellUndo.of(undoManager),
      keymap.of(defaultKeymap.filter(({ key }) => key === undefined || !NOT_OURS.has(key))),
      // A cell is cut at its edge; what floats is not.
      tooltips({ parent: document.body, position: "fixed" }),
      EditorState.tabSize.of(2),
      indentUnit.of("  "),
      EditorState.readOnly.of(isReadOnly),
      drawSelection(),
      highlightActiveLine(),
      bracketMatching(),
      closeBrackets(),
      indentOnInput(),
      isCode
        ? [
            lineNumbers(),
            ...(language === "text"
              ? []
              : [
                  autocompletion({ interactionDelay: LIST_SETTLES_MS }),
                  javascript({ typescript: language.startsWith("ts"), jsx: language.endsWith("x") }),
                ]),
          ]
        : [markdown(), EditorView.lineWrapping],
      placeholder(options.placeholder),
      EditorView.contentAttributes.of({
        "aria-label": label,
        "aria-description": "Escape, then Tab, leaves the editor",
        // Focusable as it is; said for the tools that only count a tabindex.
        tabindex: "0",
        translate: "no",
      }),
      editorTheme,
      yCollab(text, awareness, { undoManager }),
      ...options.extensions,
    ],
  })
  return new EditorView({ state })
}

/** A text to be read, at a place (from 0). */
export function showText(
  text: string,
  path: string,
  { line, character }: { line: number; character: number },
): EditorView {
  const isCode = /\.[cm]?[jt]sx?$/.test(path)
  const state = EditorState.create({
    doc: text,
    extensions: [
      lineNumbers(),
      EditorState.readOnly.of(true),
      isCode ? javascript({ typescript: true, jsx: path.endsWith("x") }) : [],
      EditorView.contentAttributes.of({ "aria-label": path, tabindex: "0" }),
      // Escape is the dialog's.
      keymap.of(defaultKeymap.filter(({ key }) => key !== "Escape")),
      editorTheme,
    ],
  })
  const at = state.doc.line(Math.min(line + 1, state.doc.lines))
  const anchor = Math.min(at.from + character, at.to)
  const selection = { anchor: at.from, head: at.to }
  const scrollTo = EditorView.scrollIntoView(anchor, { y: "center" })
  return new EditorView({ state: state.update({ selection }).state, scrollTo })
}
