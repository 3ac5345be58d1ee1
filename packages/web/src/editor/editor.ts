import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete"
import { defaultKeymap, indentWithTab } from "@codemirror/commands"
import { javascript } from "@codemirror/lang-javascript"
import { markdown } from "@codemirror/lang-markdown"
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language"
import { EditorState, Prec } from "@codemirror/state"
import type { Extension } from "@codemirror/state"
import { drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers, placeholder } from "@codemirror/view"
import type { KeyBinding } from "@codemirror/view"
import { yCollab, yUndoManagerKeymap } from "y-codemirror.next"
import type { Awareness } from "y-protocols/awareness"
import { UndoManager } from "yjs"
import type { Text } from "yjs"
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

/** An editor on shared text: each person undoes what they typed themselves, and only in this cell. */
export function makeEditor(options: EditorOptions): EditorView {
  const { text, awareness, language, label, keys, isReadOnly } = options
  const undoManager = new UndoManager(text, { captureTimeout: 400 })
  const isCode = language !== "markdown"
  const state = EditorState.create({
    doc: text.toString(),
    extensions: [
      Prec.highest(keymap.of([...keys])),
      keymap.of([...yUndoManagerKeymap, ...closeBracketsKeymap, ...completionKeymap, indentWithTab]),
      keymap.of(defaultKeymap.filter(({ key }) => key === undefined || !NOT_OURS.has(key))),
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
              : [autocompletion(), javascript({ typescript: language.startsWith("ts"), jsx: language.endsWith("x") })]),
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
