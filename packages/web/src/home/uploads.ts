import { pageKey } from "../api/http.ts"

/** A file on its way to a storage. */
export interface Upload {
  readonly id: number
  readonly name: string
  readonly size: number
  readonly sent: number
  readonly state: "waiting" | "sending" | "done" | "failed" | "cancelled"
  readonly message: string
}

/** Sends files into a folder, one after the other, and says how far each is. What is there already is kept. */
export class Uploads {
  private list: readonly Upload[] = []
  private readonly files = new Map<number, { readonly file: File; readonly storage: string; readonly path: string }>()
  private readonly onChange: (list: readonly Upload[]) => void
  private readonly onDone: () => void
  private current: XMLHttpRequest | undefined
  private last = 0

  constructor(onChange: (list: readonly Upload[]) => void, onDone: () => void) {
    this.onChange = onChange
    this.onDone = onDone
  }

  add(storage: string, folder: string, files: readonly File[]): void {
    for (const file of files) {
      const id = ++this.last
      this.files.set(id, { file, storage, path: `${folder}${file.name}` })
      this.set([...this.list, { id, name: file.name, size: file.size, sent: 0, state: "waiting", message: "" }])
    }
    void this.next()
  }

  cancel(id: number): void {
    const upload = this.list.find((one) => one.id === id)
    if (upload?.state === "sending") this.current?.abort()
    else this.change(id, { state: "cancelled" })
  }

  /** Takes away what has ended. */
  clear(): void {
    this.set(this.list.filter(({ state }) => state === "waiting" || state === "sending"))
  }

  private async next(): Promise<void> {
    const upload = this.list.find(({ state }) => state === "waiting")
    if (upload === undefined || this.current !== undefined) return
    const what = this.files.get(upload.id)
    if (what === undefined) return
    this.change(upload.id, { state: "sending" })
    const outcome = await this.send(upload.id, what)
    this.current = undefined
    this.files.delete(upload.id)
    this.change(upload.id, outcome)
    if (outcome.state === "done") this.onDone()
    await this.next()
  }

  /** By XMLHttpRequest: `fetch` does not say how much has gone out. */
  private async send(
    id: number,
    { file, storage, path }: { readonly file: File; readonly storage: string; readonly path: string },
  ): Promise<Pick<Upload, "state" | "message">> {
    const key = (await pageKey()) ?? ""
    return await new Promise((resolve) => {
      const request = new XMLHttpRequest()
      this.current = request
      request.open("PUT", `/api/v1/storages/${storage}/files/content?path=${encodeURIComponent(path)}`)
      request.setRequestHeader("x-quire-key", key)
      request.setRequestHeader("if-none-match", "*")
      request.upload.onprogress = ({ loaded }) => this.change(id, { sent: loaded })
      request.onload = () =>
        resolve(request.status < 300 ? { state: "done", message: "" } : { state: "failed", message: why(request) })
      request.onerror = () => resolve({ state: "failed", message: "The connection broke off. Nothing was kept." })
      request.onabort = () => resolve({ state: "cancelled", message: "" })
      request.send(file)
    })
  }

  private change(id: number, part: Partial<Upload>): void {
    this.set(this.list.map((upload) => (upload.id === id ? { ...upload, ...part } : upload)))
  }

  private set(list: readonly Upload[]): void {
    this.list = list
    this.onChange(list)
  }
}

function why({ responseText }: XMLHttpRequest): string {
  try {
    const { code, title, hint = "" } = JSON.parse(responseText) as { code: string; title: string; hint?: string }
    return code === "conflict" ? "It is here already, and was left as it is." : `${title}. ${hint}`
  } catch {
    return "The server did not take it."
  }
}
