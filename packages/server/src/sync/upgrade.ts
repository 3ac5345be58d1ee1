import type { IncomingMessage, Server } from "node:http"
import type { Duplex } from "node:stream"
import { WebSocketServer } from "ws"
import { checkHost, checkSignIn } from "../auth/border.ts"
import type { ServerContext } from "../context.ts"
import { toProblem } from "../problem.ts"
import type { ApiError } from "../problem.ts"
import { Room, SyncSocket } from "./socket.ts"

const MESSAGE_LIMIT = 32 * 1024 * 1024

/** Accepts the pages' sockets: `/api/v1/sessions/ID/sync`, by cookie, origin and key, or by bearer token. Returns what
 *  ends them all: the HTTP server does not know them any more. */
export function acceptSockets(server: Server, context: ServerContext): () => void {
  const rooms = new Map<string, Room>()
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_LIMIT, handleProtocols: () => "quire" })
  server.on("upgrade", (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on("error", () => stream.destroy())
    const id = /^\/api\/v1\/sessions\/([\w-]+)\/sync$/.exec((request.url ?? "").split("?")[0] ?? "")?.[1]
    const { host, origin, cookie, authorization } = request.headers
    const protocols = String(request.headers["sec-websocket-protocol"] ?? "")
    const key = /quire-key\.([\w-]+)/.exec(protocols)?.[1]
    const address = request.socket.remoteAddress ?? ""
    const incoming = { method: "GET", address, host, origin, cookie, authorization, key }
    const session = id === undefined ? undefined : context.host.session(id)
    const refused: ApiError | undefined =
      checkHost(incoming, context.border) ??
      checkSignIn(incoming, context.border, true) ??
      (session === undefined ? { code: "session-closed" } : undefined)
    if (refused !== undefined || session === undefined) return refuse(stream, refused ?? { code: "session-closed" })
    sockets.handleUpgrade(request, stream, head, (socket) => {
      const room = rooms.get(session.id) ?? new Room()
      rooms.set(session.id, room)
      socket.once("close", () => {
        if (room.sockets.size === 0) rooms.delete(session.id)
      })
      new SyncSocket(socket, session, room)
    })
  })
  return () => {
    for (const socket of sockets.clients) socket.terminate()
  }
}

function refuse(stream: Duplex, error: ApiError): void {
  const { status } = toProblem(error)
  stream.end(`HTTP/1.1 ${status} ${error.code}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
