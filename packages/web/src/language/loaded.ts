import { hoverTooltips, LSPClient, signatureHelp } from "@codemirror/lsp-client"
import type { Extension } from "@codemirror/state"
import { EditorView } from "@codemirror/view"
import type { CellId } from "@quire/notebook"
import { safeHtml } from "../outputs/markdown.ts"
import { cellUri, CellsWorkspace } from "./cells-workspace.ts"
import { offerCompletions, serverCompletions } from "./completion.ts"
import { languageContext } from "./context.ts"
import { goToDefinition } from "./definition.ts"
import { formatCell } from "./format.ts"
import { Edits } from "./edits.ts"
import { inlayHints } from "./inlay-hints.ts"
import { lintHints } from "./lint-hints.ts"
import type { LanguageCommand, LanguagePage } from "./language-page.ts"
import { cursorMenu, openCursorMenu, organiseImports } from "./cursor-menu.ts"
import { findReferences } from "./references.ts"
import { renaming, startRename } from "./rename.ts"
import "./language.css"

export interface LoadedLanguage {
  extension(id: CellId): Extension
  readonly commands: Readonly<Record<LanguageCommand, (view: EditorView) => unknown>>
  /** Offers what could follow a name that has been begun. */
  offer(view: EditorView): void
  end(): void
}

const ANSWER_MS = 15_000

/** Makes the client of the server's language line, and what editors get from it. */
export function loadLanguage(page: LanguagePage): LoadedLanguage {
  const { connection } = page
  const edits = new Edits(page)
  const client = new LSPClient({
    timeout: ANSWER_MS,
    sanitizeHTML: safeHtml,
    workspace: (of) => new CellsWorkspace(of, page),
    extensions: [hoverTooltips({ hoverTime: 350 }), signatureHelp()],
  })
  const connect = (): void => void client.connect(connection.languageLine)
  connect()
  const stop = connection.languageLine.onOpen(connect)
  const goTo = goToDefinition(page, client)
  const commands: LoadedLanguage["commands"] = {
    rename: startRename,
    definition: goTo,
    references: findReferences(page, client),
    menu: openCursorMenu,
    format: formatCell(page, client),
    organise: organiseImports(page, client, edits),
  }
  const common = [
    serverCompletions(),
    languageContext.of({ page, edits, run: (command, view) => commands[command](view) }),
    cursorMenu,
    renaming,
    edits.undoKeys,
    inlayHints(),
    lintHints(),
    EditorView.domEventHandlers({
      mousedown: (event, view) => {
        if (!(event.ctrlKey || event.metaKey) || event.button !== 0) return false
        const at = view.posAtCoords({ x: event.clientX, y: event.clientY })
        if (at === null) return false
        view.dispatch({ selection: { anchor: at } })
        void goTo(view)
        return true
      },
    }),
  ]
  return {
    extension: (id) => [client.plugin(cellUri(id), "typescript"), common],
    commands,
    offer: offerCompletions,
    end: () => {
      stop()
      client.disconnect()
    },
  }
}
