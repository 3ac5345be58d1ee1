import { Facet } from "@codemirror/state"
import type { EditorView } from "@codemirror/view"
import type { Edits } from "./edits.ts"
import type { LanguageCommand, LanguagePage } from "./language-page.ts"

/** What commands of the language find in the editor that they are called in. */
export interface LanguageContext {
  readonly page: LanguagePage | undefined
  readonly edits: Edits | undefined
  readonly run: ((command: LanguageCommand, view: EditorView) => unknown) | undefined
}

export const languageContext = Facet.define<LanguageContext, LanguageContext>({
  combine: ([first]) => first ?? { page: undefined, edits: undefined, run: undefined },
})
