// The link thread of a cell process: reads and writes the stream to the parent (file descriptor 3), and interrupts the
// main thread through the inspector. It never runs cells, so it always answers.
import { Session } from "node:inspector"
import { Socket } from "node:net"
import { parentPort, workerData } from "node:worker_threads"
import { encode, frame, FRAME_INTERRUPT, FRAME_MESSAGE, FrameReader } from "@quire/protocol"
import { SLOT } from "./shared.ts"

const { shared } = workerData as { shared: Int32Array }
const socket = new Socket({ fd: 3, readable: true, writable: true })
const inspector = new Session()
inspector.connectToMainThread()

let interrupts = 0
const reader = new FrameReader((kind, payload) => {
  if (kind === FRAME_INTERRUPT) interrupt()
  else if (kind === FRAME_MESSAGE) parentPort?.postMessage(payload.slice())
})

socket.on("data", (chunk) => reader.push(chunk as Uint8Array))
socket.on("close", end)
socket.on("error", end)

parentPort?.on("message", (payload: Uint8Array) => {
  socket.write(frame(FRAME_MESSAGE, payload), () => {
    Atomics.sub(shared, SLOT.outstanding, payload.length)
    Atomics.notify(shared, SLOT.outstanding)
  })
})

const memory = setInterval(() => {
  const mb = Math.round(process.memoryUsage.rss() / 1024 / 1024)
  socket.write(frame(FRAME_MESSAGE, encode({ type: "memory", mb })))
}, 2000)
memory.unref()

/** Stops whatever the main thread runs. What is terminated never returns and may be the very message that reports it,
 *  so the report is repeated until it has been seen. */
function interrupt(): void {
  const number = ++interrupts
  inspector.post("Runtime.terminateExecution")
  const report = (): void => {
    if (Atomics.load(shared, SLOT.interruptSeen) >= number) return clearInterval(timer)
    parentPort?.postMessage({ interrupt: number })
  }
  const timer = setInterval(report, 5)
  report()
}

/** The parent is gone: so are we. The inspector must let go of the main thread first. */
function end(): void {
  inspector.disconnect()
  process.exit(0)
}
