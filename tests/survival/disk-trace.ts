import { Buffer } from "node:buffer"

// What a process did to files, read from strace, and what a disk may hold when the power goes.

export type DiskStep =
  | { readonly type: "write"; readonly file: number; readonly at: number; readonly bytes: Buffer }
  | { readonly type: "truncate"; readonly file: number; readonly size: number }
  | { readonly type: "sync"; readonly file: number }
  | { readonly type: "name"; readonly folder: string; readonly path: string; readonly file: number | undefined }
  | {
      readonly type: "rename"
      readonly folder: string
      readonly from: string
      readonly to: string
      readonly file: number
    }
  | { readonly type: "syncFolder"; readonly folder: string }
  /** The process wrote down what it had acknowledged. */
  | { readonly type: "mark"; readonly text: string }

export const TRACED =
  "open,openat,creat,write,pwrite64,writev,pwritev,ftruncate,truncate,fsync,fdatasync,rename,renameat,renameat2,unlink,unlinkat,link,linkat,close,copy_file_range,sendfile,fallocate"

interface Open {
  readonly path: string
  readonly file: number | undefined
  offset: number
}

/** Reads `strace -f -xx -qq -e trace=TRACED`. Only what lies in the folders counts; a call that cannot be read there throws. */
export function readTrace(trace: string, folders: readonly string[], marks: string): DiskStep[] {
  const reader = new Reader(folders, marks)
  const unfinished = new Map<string, string>()
  for (const line of trace.split("\n")) {
    const found = /^(\d+)\s+(.*)$/.exec(line)
    if (found === null) continue
    const [, pid = "", text = ""] = found
    if (text.endsWith(" <unfinished ...>")) {
      unfinished.set(pid, text.slice(0, -" <unfinished ...>".length))
      continue
    }
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(text)
    const whole = resumed === null ? text : `${unfinished.get(pid) ?? ""}${resumed[1]}`
    const call = /^(\w+)\((.*)\)\s+= (-?\d+)/.exec(whole)
    if (call !== null) reader.call(call[1] ?? "", call[2] ?? "", Number(call[3]))
  }
  return reader.steps
}

class Reader {
  readonly steps: DiskStep[] = []
  private readonly folders: readonly string[]
  private readonly marks: string
  private readonly open = new Map<number, Open>()
  private readonly names = new Map<string, number>()
  private files = 0

  constructor(folders: readonly string[], marks: string) {
    this.folders = folders
    this.marks = marks
  }

  call(name: string, given: string, result: number): void {
    if (result < 0) return
    const strings = [...given.matchAll(/"((?:\\x[0-9a-f]{2})*)"(\.\.\.)?/g)].map(([, hex = "", cut]) => {
      if (cut !== undefined) throw new Error(`${name}: strace cut a text`)
      return Buffer.from(hex.replaceAll("\\x", ""), "hex")
    })
    const numbers =
      given
        .replaceAll(/"[^"]*"/g, "")
        .match(/-?\d+/g)
        ?.map(Number) ?? []
    const paths = strings.map(String)
    switch (name) {
      case "open":
      case "openat":
      case "creat":
        return this.opened(result, paths[0] ?? "", given)
      case "close":
        return void this.open.delete(numbers[0] ?? -1)
      case "write":
      case "pwrite64":
        return this.wrote(
          numbers[0] ?? -1,
          strings[0]?.subarray(0, result) ?? Buffer.alloc(0),
          name === "pwrite64" ? numbers.at(-1) : undefined,
        )
      case "ftruncate":
        return this.withFile(numbers[0] ?? -1, (file) =>
          this.steps.push({ type: "truncate", file, size: numbers[1] ?? 0 }),
        )
      case "fsync":
      case "fdatasync":
        return this.synced(numbers[0] ?? -1)
      case "rename":
      case "renameat":
      case "renameat2":
        return this.renamed(paths[0] ?? "", paths[1] ?? "")
      case "link":
      case "linkat":
        return this.named(paths[1] ?? "", this.names.get(paths[0] ?? ""))
      case "unlink":
      case "unlinkat":
        return this.named(paths[0] ?? "", undefined)
      default:
        if (this.open.get(numbers[0] ?? -1)?.file !== undefined) throw new Error(`${name} is not understood`)
    }
  }

  private opened(handle: number, path: string, given: string): void {
    if (path === this.marks) return void this.open.set(handle, { path, file: undefined, offset: 0 })
    if (!this.isInside(path)) return void this.open.delete(handle)
    if (given.includes("O_DIRECTORY") || this.folders.includes(path))
      return void this.open.set(handle, { path, file: undefined, offset: 0 })
    let file = this.names.get(path)
    if (file === undefined) {
      if (!given.includes("O_CREAT")) return void this.open.delete(handle)
      file = ++this.files
      this.named(path, file)
    } else if (given.includes("O_TRUNC")) this.steps.push({ type: "truncate", file, size: 0 })
    this.open.set(handle, { path, file, offset: 0 })
  }

  private wrote(handle: number, bytes: Buffer, at: number | undefined): void {
    const open = this.open.get(handle)
    if (open === undefined) return
    if (open.path === this.marks) return void this.steps.push({ type: "mark", text: bytes.toString() })
    if (open.file === undefined) throw new Error(`a write to ${open.path}`)
    this.steps.push({ type: "write", file: open.file, at: at ?? open.offset, bytes })
    if (at === undefined) open.offset += bytes.length
  }

  private synced(handle: number): void {
    const open = this.open.get(handle)
    if (open === undefined) return
    this.steps.push(
      open.file === undefined ? { type: "syncFolder", folder: open.path } : { type: "sync", file: open.file },
    )
  }

  private renamed(from: string, to: string): void {
    const file = this.names.get(from)
    if (file === undefined) return
    this.names.delete(from)
    this.names.set(to, file)
    this.steps.push({ type: "rename", folder: folderOf(to), from, to, file })
  }

  private named(path: string, file: number | undefined): void {
    if (!this.isInside(path)) return
    if (file === undefined) this.names.delete(path)
    else this.names.set(path, file)
    this.steps.push({ type: "name", folder: folderOf(path), path, file })
  }

  private withFile(handle: number, act: (file: number) => void): void {
    const file = this.open.get(handle)?.file
    if (file !== undefined) act(file)
  }

  private isInside(path: string): boolean {
    return this.folders.some((folder) => path === folder || path.startsWith(`${folder}/`))
  }
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"))
}

/** A disk: what is on it for certain, and what is on its way. */
export class TracedDisk {
  private readonly sure = new Map<number, Buffer>()
  private readonly names = new Map<string, number>()
  private pending: DiskStep[] = []

  take(step: DiskStep): void {
    if (step.type === "mark") return
    if (step.type === "sync")
      return this.settle(
        (one) => "file" in one && one.file === step.file && (one.type === "write" || one.type === "truncate"),
      )
    if (step.type === "syncFolder") return this.settle((one) => "folder" in one && one.folder === step.folder)
    this.pending.push(step)
  }

  get unsure(): number {
    return this.pending.length
  }

  /** What it holds if of what is on its way exactly that came through for which `came` says so; `torn`: of the last
   *  write only so many bytes. */
  image(came: (index: number) => boolean, torn?: number): Map<string, Buffer> {
    const files = new Map(this.sure)
    const names = new Map(this.names)
    const through = this.pending.filter((_step, index) => came(index))
    for (const step of through) apply(step, files, names, step === through.at(-1) ? torn : undefined)
    return new Map([...names].map(([path, file]) => [path, files.get(file) ?? Buffer.alloc(0)]))
  }

  private settle(isSettled: (step: DiskStep) => boolean): void {
    for (const step of this.pending) if (isSettled(step)) apply(step, this.sure, this.names)
    this.pending = this.pending.filter((step) => !isSettled(step))
  }
}

function apply(step: DiskStep, files: Map<number, Buffer>, names: Map<string, number>, torn?: number): void {
  switch (step.type) {
    case "write": {
      const bytes = step.bytes.subarray(0, torn)
      const before = files.get(step.file) ?? Buffer.alloc(0)
      const after = Buffer.alloc(Math.max(before.length, step.at + bytes.length))
      before.copy(after)
      bytes.copy(after, step.at)
      return void files.set(step.file, after)
    }
    case "truncate": {
      const after = Buffer.alloc(step.size)
      files.get(step.file)?.copy(after)
      return void files.set(step.file, after)
    }
    case "name":
      return void (step.file === undefined ? names.delete(step.path) : names.set(step.path, step.file))
    case "rename":
      names.delete(step.from)
      return void names.set(step.to, step.file)
    default:
      return
  }
}
