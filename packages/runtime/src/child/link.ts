// The link thread of a cell process: reads and writes the stream to the parent (file descriptor 3), and interrupts the
// main thread through the inspector. It never runs cells, so it always answers.
import { flushCompileCache } from "node:module"
import { Socket } from "node:net"
import { parentPort, workerData } from "node:worker_threads"
import { deserialize } from "node:v8"
import { decode, encode, frame, FRAME_INTERRUPT, FRAME_MESSAGE, FrameReader } from "@quire/protocol/child"
import type { ToChild, ToParent } from "@quire/protocol/child"
import { FloodGate } from "./flood-gate.ts"
import type { Printed } from "./flood-gate.ts"
import { Interrupter } from "./interrupter.ts"
import { encodeWithin } from "./message-size.ts"
import { OutputFiles } from "./output-files.ts"
import { SLOT } from "./shared.ts"
import type { FromMain, LinkData } from "./shared.ts"

const { shared, outputsFolder } = workerData as LinkData
const socket = new Socket({ fd: 3, readable: true, writable: true })
const interrupter = new Interrupter(shared, (message) => parentPort?.postMessage(message))
const reader = new FrameReader((kind, payload) => {
  if (kind === FRAME_INTERRUPT) interrupter.interrupt()
  else if (kind === FRAME_MESSAGE) {
    const order = decode(payload) as ToChild
    files?.ordered(order)
    interrupter.give(order)
  }
})

socket.on("data", (chunk) => reader.push(chunk as Uint8Array))
socket.on("close", end)
socket.on("error", end)

let frames: Uint8Array[] = []
const say = (message: ToParent): void => void frames.push(frame(FRAME_MESSAGE, encodeWithin(message)))
const files = outputsFolder === undefined ? undefined : new OutputFiles(outputsFolder)
const gate = new FloodGate(say, () => socket.writableNeedDrain, writeOut)

parentPort?.on("message", ({ messages, size }: FromMain) => {
  for (const message of messages) {
    const said = message instanceof Uint8Array ? (deserialize(message) as ToParent) : message
    if (said.type === "output") files?.add(said)
    if (files !== undefined && isPrinted(said)) gate.add(said)
    else {
      gate.flush()
      say(said)
    }
  }
  // The process is about to end.
  if (messages.length === 0) gate.flush()
  writeOut(() => {
    Atomics.sub(shared, SLOT.outstanding, size)
    Atomics.notify(shared, SLOT.outstanding)
  })
})

/** Writes all that was said, at once. */
function writeOut(done?: () => void): void {
  const [first] = frames
  const bytes = frames.length === 1 && first !== undefined ? first : Buffer.concat(frames)
  frames = []
  if (bytes.length > 0) socket.write(bytes, done)
  else done?.()
}

function isPrinted(message: ToParent): message is Printed {
  return message.type === "output" && message.output.type === "stream"
}

const MEASURE_MS = 250
const SAY_MS = 2000
const GROWN_MB = 64
let said = { mb: 0, at: 0 }
const memory = setInterval(() => {
  const mb = Math.round(process.memoryUsage.rss() / 1024 / 1024)
  const now = performance.now()
  if (now - said.at < SAY_MS && mb - said.mb < GROWN_MB) return
  said = { mb, at: now }
  socket.write(frame(FRAME_MESSAGE, encode({ type: "memory", mb })))
}, MEASURE_MS)
memory.unref()
setTimeout(flushCompileCache, 2000).unref()

/** The parent is gone: so is this process, whatever its main thread does, and all that cells started in its group.
 *  (`process.exit` would end this thread alone.) */
function end(): void {
  interrupter.disconnect()
  try {
    process.kill(-process.pid, "SIGKILL")
  } catch {
    process.kill(process.pid, "SIGKILL")
  }
}
