import { promisify } from "node:util"
import { deflate, inflate } from "node:zlib"
import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import { writeNotebook } from "@quire/notebook"
import type { CellId } from "@quire/notebook"
import type { VersionInfo } from "@quire/protocol"
import { applyMerge, readDocument } from "@quire/session"
import type { Doc } from "yjs"
import type { HostError } from "../errors.ts"
import { readSides } from "../notebook-file.ts"
import type { SessionOptions } from "./options.ts"
import { versionsToForget } from "./thin-versions.ts"

const EVERY_MS = 10 * 60_000
const pack = promisify(deflate)
const unpack = promisify(inflate)

/** The notebook's versions: what it was when somebody began to write, every ten minutes while they do, before anything
 *  large happens to it, and whenever a person names one. They lie in the journal, so they outlive the server. */
export class History {
  private readonly options: SessionOptions
  private readonly doc: Doc
  private authors = new Set<string>()
  private hasChanged = false
  private hasBegun = false
  private lastText: string
  private timer: NodeJS.Timeout | undefined
  private turn: Promise<unknown> = Promise.resolve()

  /** `text`: the file as last read or saved. */
  constructor(options: SessionOptions, doc: Doc, text: string) {
    this.options = options
    this.doc = doc
    this.lastText = text
  }

  /** The document has changed. `by`: a person's name, where one is known. */
  changed(by: string | undefined): void {
    if (this.options.journal === undefined) return
    if (by !== undefined && by !== "") this.authors.add(by)
    this.hasChanged = true
    if (!this.hasBegun) this.keepFirst()
    this.hasBegun = true
    this.timer ??= setTimeout(() => void this.keep("auto", ""), EVERY_MS).unref()
  }

  /** The text as it was before the first change, if this is the first version of all. */
  private keepFirst(): void {
    const { journal, id, clock } = this.options
    const version = { at: clock.now(), by: "", reason: "opened", name: "" } as const
    const text = this.lastText
    void this.inTurn(async () => {
      const versions = await journal?.versions(id)
      return versions?.ok === true && versions.value.length === 0 ? await this.add(version, text) : ok(undefined)
    })
  }

  /** Keeps the notebook as it is now. Without a name nothing is kept twice. */
  async keep(reason: VersionInfo["reason"], name: string): Promise<Result<void, HostError>> {
    clearTimeout(this.timer)
    this.timer = undefined
    if (!this.hasChanged && name === "") return ok(undefined)
    this.hasChanged = false
    const text = writeNotebook(readDocument(this.doc))
    if (text === this.lastText && name === "") return ok(undefined)
    this.lastText = text
    const by = [...this.authors].join(", ").slice(0, 200)
    this.authors = new Set()
    const version = { at: this.options.clock.now(), by, reason, name }
    return await this.inTurn(() => this.add(version, text))
  }

  /** The newest first. */
  async list(): Promise<Result<readonly VersionInfo[], HostError>> {
    await this.turn
    return (await this.options.journal?.versions(this.options.id)) ?? ok([])
  }

  async read(n: number): Promise<Result<string, HostError>> {
    await this.turn
    const found = await this.options.journal?.version(this.options.id, n)
    if (found === undefined || !found.ok) return found ?? err({ code: "not-found", path: `version ${n}` })
    if (found.value === undefined) return err({ code: "not-found", path: `version ${n}` })
    return ok((await unpack(found.value)).toString("utf8"))
  }

  async rename(n: number, name: string): Promise<Result<void, HostError>> {
    return (await this.options.journal?.nameVersion(this.options.id, n, name)) ?? ok(undefined)
  }

  /** Makes the notebook what it was, as an edit that can itself be taken back: what it is now is kept before. */
  async restore(n: number): Promise<Result<void, HostError>> {
    const text = await this.read(n)
    if (!text.ok) return text
    const kept = await this.keep("before-restore", "")
    if (!kept.ok) return kept
    const { clock, ids } = this.options
    const how = { nextId: () => ids.next() as CellId, at: clock.now(), origin: "restore" } as const
    const now = readDocument(this.doc)
    const then = readSides(this.options.path, text.value)
    if (!then.ok) return then
    applyMerge(this.doc, now, then.value.ours, how)
    return ok(undefined)
  }

  async close(): Promise<void> {
    await this.keep("auto", "")
    await this.turn
  }

  private async add(version: Omit<VersionInfo, "n">, text: string): Promise<Result<void, HostError>> {
    const { journal, id } = this.options
    const packed = Uint8Array.from(await pack(Buffer.from(text)))
    const added = await journal?.addVersion(id, { ...version, text: packed })
    await this.thin()
    return added ?? ok(undefined)
  }

  /** One after the other: they are numbered as they come. */
  private inTurn(act: () => Promise<Result<void, HostError>>): Promise<Result<void, HostError>> {
    const done = this.turn.then(act)
    this.turn = done.catch(() => undefined)
    return done
  }

  private async thin(): Promise<void> {
    const { journal, id, clock } = this.options
    const versions = await journal?.versions(id)
    if (versions?.ok !== true) return
    const gone = versionsToForget(versions.value, clock.now())
    if (gone.length > 0) await journal?.forgetVersions(id, gone)
  }
}
