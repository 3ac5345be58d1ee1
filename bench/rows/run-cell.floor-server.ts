// The least that can stand between a page and a cell: hands on what comes in, and what comes back.
import { fork } from "node:child_process"
import type { AddressInfo } from "node:net"
import { fileURLToPath } from "node:url"
import { WebSocketServer } from "ws"
import type { Answer, Question } from "./run-cell.floor-child.ts"

const child = fork(fileURLToPath(new URL("./run-cell.floor-child.ts", import.meta.url)))
const waiting = new Map<number, (answer: Answer) => void>()
child.on("message", (answer: Answer) => {
  waiting.get(answer.id)?.(answer)
  waiting.delete(answer.id)
})

let lastId = 0
const server = new WebSocketServer({ port: 0, host: "127.0.0.1" })
server.on("connection", (socket) => {
  socket.on("message", (data: Buffer) => {
    const { code } = JSON.parse(data.toString()) as Pick<Question, "code">
    const id = ++lastId
    waiting.set(id, (answer) => socket.send(JSON.stringify(answer)))
    child.send({ id, code } satisfies Question)
  })
})
server.on("listening", () => process.send?.((server.address() as AddressInfo).port))
process.once("disconnect", () => {
  child.kill()
  process.exit(0)
})
