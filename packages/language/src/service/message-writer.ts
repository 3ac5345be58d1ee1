import type { Writable } from "node:stream"
import { AbstractMessageWriter } from "vscode-jsonrpc/node"
import type { Message, MessageWriter } from "vscode-jsonrpc/node"

/** Writes each message at once and whole. The library's own writer gives every message a turn of the event loop, and its head
 *  another: of a completion behind an edit, 4.3 ms, that took 0.2 to 0.3. */
export class DirectMessageWriter extends AbstractMessageWriter implements MessageWriter {
  private readonly stream: Writable

  constructor(stream: Writable) {
    super()
    this.stream = stream
    stream.on("error", (error) => this.fireError(error))
    stream.on("close", () => this.fireClose())
  }

  write(message: Message): Promise<void> {
    const body = JSON.stringify(message)
    this.stream.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`)
    return Promise.resolve()
  }

  end(): void {
    this.stream.end()
  }
}
