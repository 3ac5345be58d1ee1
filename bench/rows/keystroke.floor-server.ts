// The least that can stand behind "acknowledged means on disk": 100 bytes appended and flushed for each message.
import { fdatasyncSync, openSync, writeSync } from "node:fs"
import type { AddressInfo } from "node:net"
import { WebSocketServer } from "ws"

const [file = ""] = process.argv.slice(2)
const descriptor = openSync(file, "a")
const bytes = Buffer.alloc(100, "x")
const server = new WebSocketServer({ port: 0, host: "127.0.0.1" })
server.on("connection", (socket) => {
  socket.on("message", (data: Buffer) => {
    writeSync(descriptor, bytes)
    fdatasyncSync(descriptor)
    socket.send(data)
  })
})
server.on("listening", () => process.send?.((server.address() as AddressInfo).port))
process.once("disconnect", () => process.exit(0))
