import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, describe, expect, test } from "vitest"
import { SERVER_LIMITS, ServerProcess, uriOf } from "./server-process.ts"
import type { ServerLimits } from "./server-process.ts"

const open: ServerProcess[] = []
afterEach(async () => {
  for (const server of open.splice(0)) await server[Symbol.asyncDispose]()
})

const folder = mkdtempSync(join(tmpdir(), "quire-server-"))
writeFileSync(join(folder, "tsconfig.json"), '{ "compilerOptions": { "strict": true, "types": [] } }')

function start(limits: Partial<ServerLimits> = {}): ServerProcess {
  const server = new ServerProcess(folder, { ...SERVER_LIMITS, ...limits })
  open.push(server)
  return server
}

const file = join(folder, "a.ts")
const diagnostics = async (server: ServerProcess): Promise<string> => {
  const asked = await server.ask<{ items: { code: number }[] }>("textDocument/diagnostic", {
    textDocument: { uri: uriOf(file) },
  })
  return asked.ok ? asked.value.items.map(({ code }) => code).join() : asked.error.code
}

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 20))
}

describe("[L19] the type checker is a process that may end", () => {
  test("none runs before something is asked", async () => {
    const server = start()
    server.put(file, "typescript", "const a: string = 1")
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(server.pid).toBeUndefined()
    expect(await diagnostics(server)).toBe("2322")
    expect(server.pid).toBeGreaterThan(0)
  })

  test("killed, it comes back with all that is open as it is by now", async () => {
    const server = start()
    server.put(file, "typescript", "const a: string = 1")
    await diagnostics(server)
    const first = server.pid
    process.kill(first ?? 0, "SIGKILL")
    await until(() => server.pid === undefined)
    server.put(file, "typescript", "const a: number = 'x'; const b: string = 2")
    // It waits a moment: a text that ends it each time does not keep the machine busy.
    expect(await diagnostics(server)).toBe("service-ended")
    for (let answer = ""; answer !== "2322,2322"; answer = await diagnostics(server))
      await new Promise((resolve) => setTimeout(resolve, 50))
    expect(server.pid).not.toBe(first)
  })

  test("each end makes the next pause longer", async () => {
    const server = start()
    server.put(file, "typescript", "1")
    const pauses: number[] = []
    for (let n = 0; n < 3; n++) {
      while ((await diagnostics(server)) !== "") await new Promise((resolve) => setTimeout(resolve, 20))
      process.kill(server.pid ?? 0, "SIGKILL")
      await until(() => server.pid === undefined)
      const asked = await server.ask("textDocument/hover", {})
      if (!asked.ok && asked.error.code === "service-ended") pauses.push(asked.error.retryInMs)
    }
    expect(pauses).toHaveLength(3)
    expect(pauses.map((ms, n) => ms > 100 * 2 ** n && ms <= 250 * 2 ** n)).toEqual([true, true, true])
  })

  test("what asks when it ends is told", async () => {
    const server = start()
    server.put(file, "typescript", "1")
    await diagnostics(server)
    const asked = Promise.all([diagnostics(server), diagnostics(server)])
    process.kill(server.pid ?? 0, "SIGKILL")
    for (const answer of await asked) expect(["", "service-ended"]).toContain(answer)
  })

  test("one that nobody asks ends", async () => {
    const server = start({ idleMs: 50, watchMs: 20 })
    server.put(file, "typescript", "1")
    await diagnostics(server)
    await until(() => server.pid === undefined)
    // That was no failure.
    expect(await diagnostics(server)).toBe("")
  })

  test("one that takes too much memory is ended", async () => {
    const server = start({ memoryMb: 10, watchMs: 20 })
    server.put(file, "typescript", "1")
    await diagnostics(server)
    await until(() => server.pid === undefined)
    const asked = await server.ask("textDocument/hover", {})
    expect(asked).toMatchObject({ ok: false, error: { because: "it took more than 10 MB" } })
  })

  test("one that does not answer is ended", async () => {
    const server = start({ answerMs: 1 })
    // A type that takes its time.
    server.put(
      file,
      "typescript",
      `type T<N extends number, A extends 0[] = []> = A["length"] extends N ? A : T<N, [...A, 0]>\nconst a: T<999> = 1\n`.repeat(
        3,
      ),
    )
    expect(await diagnostics(server)).toBe("service-ended")
  })

  test("a question may be taken back", async () => {
    const server = start()
    server.put(file, "typescript", "1")
    const controller = new AbortController()
    const asked = server.ask("textDocument/diagnostic", { textDocument: { uri: uriOf(file) } }, controller.signal)
    controller.abort()
    expect(await asked).toMatchObject({ ok: false, error: { code: "cancelled" } })
    expect(await diagnostics(server)).toBe("")
  })

  test("a question that it does not know is refused, and it lives", async () => {
    const server = start()
    expect(await server.ask("quire/nothing", {})).toMatchObject({ ok: false, error: { code: "service-refused" } })
    server.put(file, "typescript", "1")
    expect(await diagnostics(server)).toBe("")
  })

  test("it has nothing of the environment", async () => {
    process.env["QUIRE_TEST_SECRET"] = "canary"
    const server = start()
    server.put(file, "typescript", "1")
    await diagnostics(server)
    const { readFileSync } = await import("node:fs")
    expect(readFileSync(`/proc/${server.pid}/environ`, "utf8")).not.toContain("canary")
    delete process.env["QUIRE_TEST_SECRET"]
  })
})

test("[L19] the folder is gone: that is said", async () => {
  const gone = mkdtempSync(join(tmpdir(), "quire-gone-"))
  rmSync(gone, { recursive: true })
  const server = new ServerProcess(gone)
  open.push(server)
  expect(await server.ask("textDocument/hover", {})).toMatchObject({ ok: false, error: { code: "service-ended" } })
})
