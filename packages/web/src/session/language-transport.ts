/** The way of the editor's language client over the page's socket. The client cannot wait for a line that is cut: what it
 *  asked is answered with nothing then, and it starts anew when the line is back. */
export class LanguageTransport {
  private readonly sendText: (text: string) => void
  private readonly handlers = new Set<(text: string) => void>()
  private readonly listeners = new Set<() => void>()
  /** Id → method, of what has no answer yet. */
  private readonly pending = new Map<string | number, string>()
  private isOpen = false

  constructor(sendText: (text: string) => void) {
    this.sendText = sendText
  }

  send(text: string): void {
    const { id, method } = JSON.parse(text) as { id?: string | number; method?: string }
    if (id !== undefined && method !== undefined) this.pending.set(id, method)
    if (this.isOpen) this.sendText(text)
    else queueMicrotask(() => this.giveUp())
  }

  subscribe(handler: (text: string) => void): void {
    this.handlers.add(handler)
  }

  unsubscribe(handler: (text: string) => void): void {
    this.handlers.delete(handler)
  }

  /** Called each time that the line is there again. */
  onOpen(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => this.listeners.delete(listener)
  }

  receive(text: string): void {
    const { id } = JSON.parse(text) as { id?: string | number }
    if (id !== undefined) this.pending.delete(id)
    for (const handler of this.handlers) handler(text)
  }

  open(): void {
    this.isOpen = true
    for (const listener of this.listeners) listener()
  }

  close(): void {
    this.isOpen = false
    this.giveUp()
  }

  private giveUp(): void {
    for (const [id, method] of this.pending) {
      this.pending.delete(id)
      // The greeting must have an answer of its form: a server that can do nothing.
      const result = method === "initialize" ? { capabilities: {} } : null
      for (const handler of this.handlers) handler(JSON.stringify({ jsonrpc: "2.0", id, result }))
    }
  }
}
