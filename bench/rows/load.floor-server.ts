// Says what one says to all others. usage: forked; sends its port, ends when the channel closes.
import type { AddressInfo } from "node:net"
import { WebSocket, WebSocketServer } from "ws"

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false })
server.on("connection", (socket) => {
  socket.on("message", (data: Buffer) => {
    for (const other of server.clients) if (other !== socket && other.readyState === WebSocket.OPEN) other.send(data)
  })
})
process.once("disconnect", () => process.exit(0))
server.once("listening", () => process.send?.((server.address() as AddressInfo).port))
