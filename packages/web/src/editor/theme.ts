import { HighlightStyle, syntaxHighlighting } from "@codemirror/language"
import type { Extension } from "@codemirror/state"
import { EditorView } from "@codemirror/view"
import { tags as t } from "@lezer/highlight"

const look = EditorView.theme({
  "&": { color: "var(--syn-text)", backgroundColor: "transparent", fontSize: "13px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "var(--lh-code)", fontFeatureSettings: '"calt" 0' },
  ".cm-content": { padding: "0 0 10px", caretColor: "var(--text)" },
  ".cm-line": { padding: "0 14px 0 0" },
  ".cm-gutters": { backgroundColor: "transparent", border: "none", color: "var(--text-3)", fontSize: "11px" },
  ".cm-lineNumbers .cm-gutterElement": { width: "38px", padding: "0 12px 0 0", lineHeight: "var(--lh-code)" },
  ".cm-activeLine": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine": { backgroundColor: "var(--line-active)" },
  ".cm-cursor": { borderLeftColor: "var(--text)", borderLeftWidth: "1.5px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--selection)",
  },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": {
    backgroundColor: "var(--accent-soft)",
    outline: "1px solid var(--accent-line)",
  },
  ".cm-placeholder": { color: "var(--text-3)" },
  ".cm-errorLine": { backgroundColor: "var(--error-soft)" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--error-edge)",
    textUnderlineOffset: "4px",
  },
  ".cm-lintRange-warning": {
    backgroundImage: "none",
    textDecoration: "underline wavy var(--stale-edge)",
    textUnderlineOffset: "4px",
  },
  ".cm-tooltip": {
    backgroundColor: "var(--raised)",
    color: "var(--text)",
    border: "none",
    borderRadius: "var(--r-2)",
    boxShadow: "var(--shadow-2)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "2px 8px", lineHeight: "20px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { backgroundColor: "var(--accent-soft)", color: "var(--text)" },
  ".cm-diagnostic": { padding: "6px 10px", borderLeft: "none", fontFamily: "var(--sans)" },
  ".cm-ySelectionInfo": {
    fontFamily: "var(--sans)",
    fontSize: "11px",
    fontWeight: "600",
    padding: "0 6px",
    borderRadius: "0 4px 4px 4px",
    color: "var(--on-solid)",
    top: "1px",
    left: "100%",
    lineHeight: "17px",
  },
  ".cm-ySelectionCaret": { borderLeftWidth: "1px", borderRightWidth: "1px" },
})

const colours = HighlightStyle.define([
  { tag: [t.keyword, t.operatorKeyword, t.modifier, t.self, t.null, t.bool], color: "var(--syn-keyword)" },
  { tag: [t.string, t.special(t.string)], color: "var(--syn-string)" },
  { tag: [t.regexp, t.escape], color: "var(--syn-regexp)" },
  { tag: t.number, color: "var(--syn-number)" },
  { tag: [t.typeName, t.className, t.namespace], color: "var(--syn-type)" },
  { tag: [t.function(t.variableName), t.function(t.propertyName), t.tagName], color: "var(--syn-function)" },
  { tag: t.comment, color: "var(--syn-comment)", fontStyle: "italic" },
  { tag: [t.punctuation, t.bracket, t.operator], color: "var(--syn-punct)" },
  { tag: t.heading, fontWeight: "620" },
  { tag: t.emphasis, fontStyle: "italic" },
  { tag: t.strong, fontWeight: "620" },
  { tag: [t.link, t.url], color: "var(--accent)" },
])

/** The editor's look, from tokens alone: both themes follow. */
export const editorTheme: Extension = [look, syntaxHighlighting(colours)]
