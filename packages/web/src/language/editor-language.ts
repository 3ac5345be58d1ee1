import { Compartment } from "@codemirror/state"
import type { Extension } from "@codemirror/state"
import { EditorView, keymap } from "@codemirror/view"
import type { Command, KeyBinding } from "@codemirror/view"
import type { CellId } from "@quire/notebook"
import type { LoadedLanguage } from "./loaded.ts"
import { editorSettings } from "./settings.ts"
import type { LanguageCommand, LanguagePage } from "./language-page.ts"

interface Attached {
  readonly id: CellId
  readonly slot: Compartment
}

/** What TypeScript gives to the code editors of a page. All of it is loaded, and the server's checker started, when
 *  somebody edits code or asks for it by key: who only reads or runs waits for none of it. */
export class EditorLanguage {
  private readonly page: LanguagePage
  private readonly attached = new Map<EditorView, Attached>()
  private loading: Promise<LoadedLanguage> | undefined
  private loaded: LoadedLanguage | undefined

  constructor(page: LanguagePage) {
    this.page = page
  }

  /** For one cell's editor, before it is made; `attach` it then. */
  extension(id: CellId): { readonly extension: Extension; readonly attach: (view: EditorView) => () => void } {
    const slot = new Compartment()
    const wake = EditorView.updateListener.of(({ docChanged, transactions }) => {
      // Somebody else's typing is no reason.
      if (
        docChanged &&
        this.loading === undefined &&
        transactions.some((one) => one.isUserEvent("input") || one.isUserEvent("delete"))
      )
        void this.wake().catch(() => undefined)
    })
    return {
      extension: [wake, keymap.of(this.keys()), slot.of(this.loaded?.extension(id) ?? [])],
      attach: (view) => {
        this.attached.set(view, { id, slot })
        return () => void this.attached.delete(view)
      },
    }
  }

  /** Carries out a command in the editor that has the focus, or had it last. */
  run(command: LanguageCommand, view: EditorView): void {
    void this.wake().then(
      ({ commands }) => commands[command](view),
      () => this.page.say("The editor's help could not be loaded: try again"),
    )
  }

  /** Formats the cell that was written in, where a person wants that. */
  async beforeSave(view: EditorView | undefined): Promise<void> {
    if (view === undefined || !editorSettings().formatsOnSave || !this.attached.has(view)) return
    const language = await this.wake().catch(() => undefined)
    await language?.commands.format(view)
  }

  end(): void {
    this.loaded?.end()
  }

  private async wake(): Promise<LoadedLanguage> {
    const isFirst = this.loading === undefined
    this.loading ??= import("./loaded.ts").then(({ loadLanguage }) => {
      this.loaded = loadLanguage(this.page)
      for (const [view, { id, slot }] of this.attached)
        view.dispatch({ effects: slot.reconfigure(this.loaded.extension(id)) })
      // What was typed while it was loaded is completed, too.
      for (const view of this.attached.keys()) if (view.hasFocus) this.loaded.offer(view)
      return this.loaded
    })
    // What could not be loaded is loaded when it is wanted the next time.
    if (isFirst) this.loading.catch(() => (this.loading = undefined))
    return await this.loading
  }

  /** The keys that people know from their editor. */
  private keys(): KeyBinding[] {
    const by =
      (command: LanguageCommand): Command =>
      (view) => {
        this.run(command, view)
        return true
      }
    return [
      { key: "F2", run: by("rename"), preventDefault: true },
      { key: "F12", run: by("definition"), preventDefault: true },
      { key: "Shift-F12", run: by("references"), preventDefault: true },
      { key: "Mod-.", run: by("menu"), preventDefault: true },
      { key: "Shift-Alt-f", run: by("format"), preventDefault: true },
      { key: "Mod-Shift-f", run: by("format"), preventDefault: true },
      { key: "Shift-Alt-o", run: by("organise"), preventDefault: true },
    ]
  }
}
