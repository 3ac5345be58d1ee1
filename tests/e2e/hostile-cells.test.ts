import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { expectAlive, open, OTHER, read, ROOT } from "../support/attacks.ts"
import type { CellResult } from "../support/attacks.ts"
import { eventually } from "../support/browser.ts"
import { newFolder, startQuire } from "../support/server.ts"

/** Writes a frame to the parent as the runtime itself would. */
const forge = (message: string): string => `import { writeSync } from "node:fs"
import { createRequire } from "node:module"
const { pack } = createRequire(${JSON.stringify(join(ROOT, "packages/protocol/package.json"))})("msgpackr")
Error.prepareStackTrace = undefined
const [, cell, run] = /quire-cell:([^:]+):(\\d+)/.exec(new Error().stack!)!
const payload = pack(${message})
const bytes = Buffer.alloc(5 + payload.length)
bytes.writeUInt32BE(payload.length + 1)
bytes.set(payload, 5)
writeSync(3, bytes)
await new Promise((resolve) => setTimeout(resolve, 300))`
const output = (shown: string): string => `{ type: "output", cell, run: Number(run), output: ${shown} }`

interface CellAttack {
  readonly name: string
  readonly code: string
  /** What the cell's run ends as; "dead": with the process. */
  readonly ends: "done" | "error" | "dead" | "any"
}

const ATTACKS: readonly CellAttack[] = [
  { name: "process.exit", code: "process.exit(3)", ends: "dead" },
  { name: "abort", code: "process.abort()", ends: "dead" },
  { name: "SIGKILL", code: 'process.kill(process.pid, "SIGKILL"); await new Promise(() => {})', ends: "dead" },
  {
    name: "out of memory",
    code: "const all = []; for (;;) all.push(new Array(100_000).fill(0).map((n) => ({ n })))",
    ends: "dead",
  },
  { name: "a forged stream without text", code: forge(output('{ type: "stream", name: "stdout" }')), ends: "any" },
  { name: "a forged error without a stack", code: forge(output('{ type: "error" }')), ends: "any" },
  { name: "a forged output of no kind", code: forge(output('{ type: "evil" }')), ends: "any" },
  { name: "a forged value without data", code: forge(output('{ type: "value" }')), ends: "any" },
  {
    name: "a forged frame of 4 GB",
    code: 'import { writeSync } from "node:fs"\nwriteSync(3, Buffer.alloc(5, 255))',
    ends: "any",
  },
  { name: "a million lines", code: 'for (let n = 0; n < 1e6; n++) console.log("line " + n)', ends: "done" },
  {
    name: "a flood that changes streams",
    code: "for (let n = 0; n < 50_000; n++) { console.log(n); console.error(n) }",
    ends: "done",
  },
  {
    name: "20,000 rejections",
    code: "for (let n = 0; n < 20_000; n++) Promise.reject(new Error(String(n)))",
    ends: "any",
  },
  { name: "50 MB in one line", code: 'console.log("x".repeat(50e6))', ends: "done" },
  { name: "70 MB in one line", code: 'console.log("x".repeat(70e6))', ends: "done" },
  { name: "an error of 70 MB", code: 'throw new Error("x".repeat(70e6))', ends: "error" },
  { name: "a key of 50 MB", code: '({ ["k".repeat(50e6)]: 1 })', ends: "done" },
  {
    name: "a thrown proxy",
    code: "throw new Proxy({}, { getPrototypeOf() { throw 1 }, get() { throw 2 } })",
    ends: "error",
  },
  {
    name: "a thrown revoked proxy",
    code: "const made = Proxy.revocable({}, {}); made.revoke(); throw made.proxy",
    ends: "error",
  },
  {
    name: "a cause that throws",
    code: 'throw Object.defineProperty(new Error("x"), "cause", { get() { throw 1 } })',
    ends: "error",
  },
  {
    name: "errors that are no list",
    code: 'throw Object.assign(new AggregateError([], "x"), { errors: 5 })',
    ends: "error",
  },
  { name: "a value without toString", code: "({ get a() { throw 1 }, toString: null })", ends: "done" },
  { name: "undefined thrown", code: "throw undefined", ends: "error" },
  { name: "a display that throws", code: '({ [Symbol.for("Jupyter.display")]() { throw null } })', ends: "error" },
  {
    name: "a display of functions",
    code: '({ [Symbol.for("Jupyter.display")]: () => ({ "text/html": () => 1 }) })',
    ends: "any",
  },
  {
    name: "an object 20,000 deep",
    code: "let deep = {}; for (let n = 0; n < 20_000; n++) deep = { deep }\ndeep",
    ends: "done",
  },
  {
    name: "rows with getters that throw",
    code: 'Array.from({ length: 5 }, () => ({ get a() { throw new Error("g") } }))',
    ends: "any",
  },
  {
    name: "prototypes patched",
    code: "Array.prototype.map = Array.prototype.push = () => { throw 1 }; 1",
    ends: "any",
  },
  { name: "process deleted", code: "delete globalThis.process; 1", ends: "done" },
  { name: "performance deleted", code: "delete globalThis.performance; 1", ends: "done" },
  { name: "a timer left behind", code: "setInterval(() => console.log(1), 1); 1", ends: "done" },
]

describe("[S16] what cells do stays in their process", () => {
  test.each(ATTACKS)("$name", async ({ code, ends }) => {
    const home = newFolder("home")
    writeFileSync(join(home, "a.md"), `\`\`\`ts name=bad\n${code}\n\`\`\`\n\n\`\`\`ts name=after\n1 + 41\n\`\`\`\n`)
    await using quire = await startQuire({ home })
    const session = await open(quire, "/a.md")
    const ran = await quire
      .api<{ cells: readonly CellResult[] }>("POST", `/sessions/${session.id}/run`, {
        cells: [session.cells[0]?.id],
        wait: true,
      })
      .catch((error: unknown) => ({ status: 0, text: String(error), body: { cells: [] as readonly CellResult[] } }))
    await expectAlive(quire)
    expect(ran.status, ran.text.slice(0, 500)).toBe(200)
    const status = ran.body.cells.find(({ name }) => name === "bad")?.status
    if (ends === "done" || ends === "error") expect(status).toBe(ends)
    await quire.api("POST", `/sessions/${session.id}/restart`)
    await new Promise((resolve) => setTimeout(resolve, 1000))
    const again = await quire.api("POST", `/sessions/${session.id}/run`, { cells: [session.cells[1]?.id], wait: true })
    expect(again.text).toContain('"42"')
    expect((await read(quire, session.id)).cells[0]?.source).toBe(code)
  })

  test("what is run right after a restart runs", async () => {
    const home = newFolder("home")
    writeFileSync(join(home, "a.md"), OTHER)
    const quire = await startQuire({ home })
    const session = await open(quire, "/a.md")
    const cells = session.cells.map(({ id }) => id)
    await quire.api("POST", `/sessions/${session.id}/run`, { cells, wait: true })
    await quire.api("POST", `/sessions/${session.id}/restart`)
    const again = await quire.api("POST", `/sessions/${session.id}/run`, { cells, wait: true })
    await quire.kill()
    expect(again.text).toContain('"status":"done"')
  })

  test("a server that is told to end right after a restart ends", async () => {
    const home = newFolder("home")
    writeFileSync(join(home, "a.md"), OTHER)
    const quire = await startQuire({ home })
    const session = await open(quire, "/a.md")
    await quire.api("POST", `/sessions/${session.id}/run`, { wait: true })
    await quire.api("POST", `/sessions/${session.id}/restart`)
    quire.child.kill("SIGTERM")
    await eventually(() => quire.child.exitCode, 0, 11_000).finally(() => quire.kill())
  })

  test("restart and stop hammered 100 times", async () => {
    const home = newFolder("home")
    writeFileSync(join(home, "a.md"), "```ts\nfor (;;);\n```\n\n```ts\n1 + 41\n```\n")
    await using quire = await startQuire({ home })
    const session = await open(quire, "/a.md")
    for (let n = 0; n < 100; n++) {
      await quire.api("POST", `/sessions/${session.id}/run`, {})
      await quire.api("POST", `/sessions/${session.id}/${n % 3 === 0 ? "interrupt" : "restart"}`)
    }
    await quire.api("POST", `/sessions/${session.id}/restart`)
    await new Promise((resolve) => setTimeout(resolve, 1000))
    const again = await quire.api("POST", `/sessions/${session.id}/run`, { cells: [session.cells[1]?.id], wait: true })
    expect(again.text).toContain('"42"')
    await expectAlive(quire)
  })
})
