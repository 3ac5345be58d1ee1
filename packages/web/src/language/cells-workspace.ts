import { LSPPlugin, Workspace } from "@codemirror/lsp-client"
import type { LSPClient, WorkspaceFile } from "@codemirror/lsp-client"
import type { ChangeSet, Text, TransactionSpec } from "@codemirror/state"
import type { EditorView } from "@codemirror/view"
import type { CellId } from "@quire/notebook"
import type { LanguagePage } from "./language-page.ts"

export function cellUri(id: CellId): string {
  return `cell:///${encodeURIComponent(id)}`
}

export function cellOf(uri: string): CellId | undefined {
  const [, id] = /^cell:\/\/\/(.+)$/.exec(uri) ?? []
  return id === undefined ? undefined : (decodeURIComponent(id) as CellId)
}

interface CellFile extends WorkspaceFile {
  readonly view: EditorView
}

/** The cells that have an editor, as files of the language client. A cell is edited in one editor. */
export class CellsWorkspace extends Workspace {
  files: CellFile[] = []
  private readonly page: LanguagePage

  constructor(client: LSPClient, page: LanguagePage) {
    super(client)
    this.page = page
  }

  syncFiles(): readonly { file: WorkspaceFile; prevDoc: Text; changes: ChangeSet }[] {
    return this.files.flatMap((file) => {
      const plugin = LSPPlugin.get(file.view)
      if (plugin === null || plugin.unsyncedChanges.empty) return []
      const changed = { file, prevDoc: file.doc, changes: plugin.unsyncedChanges }
      file.doc = file.view.state.doc
      file.version++
      plugin.clear()
      return [changed]
    })
  }

  openFile(uri: string, languageId: string, view: EditorView): void {
    const file: CellFile = { uri, languageId, version: 0, doc: view.state.doc, view, getView: () => view }
    this.files = [...this.files.filter((other) => other.uri !== uri), file]
    this.client.didOpen(file)
  }

  closeFile(uri: string, view: EditorView): void {
    // The next editor of the cell may be there before this one is gone.
    if (!this.files.some((file) => file.uri === uri && file.view === view)) return
    this.files = this.files.filter((file) => file.uri !== uri)
    this.client.didClose(uri)
  }

  override updateFile(uri: string, update: TransactionSpec): void {
    this.files.find((file) => file.uri === uri)?.view.dispatch(update)
  }

  override async displayFile(uri: string): Promise<EditorView | null> {
    const cell = cellOf(uri)
    return cell === undefined ? null : ((await this.page.show(cell)) ?? null)
  }
}
