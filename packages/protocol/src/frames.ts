import { Packr } from "msgpackr/pack"
import { Unpackr } from "msgpackr/unpack"

// Plain objects at both ends: records and Maps would fail quietly where one side does not expect them.
const OPTIONS = { useRecords: false, mapsAsObjects: true, bundleStrings: false } as const
const packr = new Packr(OPTIONS)
const unpackr = new Unpackr(OPTIONS)

/** A message as bytes (msgpack). */
export function encode(message: unknown): Uint8Array {
  return packr.pack(message)
}

/** The message in the bytes. Throws on bytes that are none: callers catch where the bytes come from outside. */
export function decode(bytes: Uint8Array): unknown {
  return unpackr.unpack(bytes)
}

/** Frames above this many bytes end the connection: nothing honest is that large. */
export const FRAME_LIMIT = 64 * 1024 * 1024

/** Puts a frame's length (4 bytes, big-endian) in front of its kind (1 byte) and payload. */
export function frame(kind: number, payload: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(5 + payload.length)
  new DataView(bytes.buffer).setUint32(0, payload.length + 1)
  bytes[4] = kind
  bytes.set(payload, 5)
  return bytes
}

/** Cuts a byte stream into frames. `push` gives each whole frame to `onFrame`; a frame over the limit throws. A large
 *  frame comes in many chunks, which are joined once, when all are there. */
export class FrameReader {
  private chunks: Uint8Array[] = []
  private length = 0
  /** Bytes to wait for: a head of four, then what it says. */
  private wanted = 4
  private readonly onFrame: (kind: number, payload: Uint8Array) => void

  constructor(onFrame: (kind: number, payload: Uint8Array) => void) {
    this.onFrame = onFrame
  }

  push(chunk: Uint8Array): void {
    this.chunks.push(chunk)
    this.length += chunk.length
    if (this.length < this.wanted) return
    const buffer = this.joined()
    let at = 0
    while (buffer.length - at >= 4) {
      const size = new DataView(buffer.buffer, buffer.byteOffset + at).getUint32(0)
      if (size > FRAME_LIMIT || size < 1) throw new Error(`a frame of ${size} bytes`)
      this.wanted = 4 + size
      if (buffer.length - at < this.wanted) break
      const kind = buffer[at + 4] ?? 0
      const payload = buffer.subarray(at + 5, at + this.wanted)
      at += this.wanted
      this.wanted = 4
      this.onFrame(kind, payload)
    }
    const rest = at > 0 ? buffer.slice(at) : buffer
    this.chunks = rest.length > 0 ? [rest] : []
    this.length = rest.length
  }

  private joined(): Uint8Array {
    const [only] = this.chunks
    if (only !== undefined && this.chunks.length === 1) return only
    const all = new Uint8Array(this.length)
    let at = 0
    for (const chunk of this.chunks) {
      all.set(chunk, at)
      at += chunk.length
    }
    return all
  }
}
