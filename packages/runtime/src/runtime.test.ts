import { spawnSync } from "node:child_process"
import type { Output } from "@quire/protocol"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { cellEnvironment } from "./parent/environment.ts"
import { Bench } from "./bench.test-helper.ts"

let bench: Bench
beforeAll(async () => {
  bench = await Bench.start()
})
afterAll(async () => {
  await bench[Symbol.asyncDispose]()
})

const define = (name: string, value: string): string =>
  `Object.defineProperty(__vite_ssr_exports__, "${name}", { enumerable: true, get() { return ${name} } });\nlet ${name} = ${value};`

describe("[R1] a cell is evaluated as a module", () => {
  test.each([
    ["__quire_value__((1 + 1))", "done 2"],
    ["__quire_value__((await Promise.resolve('x')))", "done 'x'"],
    ["const x = 1", "done"],
    ["throw new TypeError('no')", "error"],
    ["undeclared = 1", "error"],
  ])("%s: %s", async (code, expected) => {
    expect(await bench.run(code)).toBe(expected)
  })

  test("names from other cells are live, and bound to the runs that were current", async () => {
    await bench.run(`${define("count", "1")}\nglobalThis.up = () => count++`, {}, "counter")
    const reader = `globalThis.up();\n__quire_value__((__vite_ssr_import_0__.count))`
    expect(await bench.run(reader, { count: "counter" })).toBe("done 2")
    expect(await bench.run(reader, { count: "counter" })).toBe("done 3")
  })

  test("packages and Node's own modules load; a missing one says what to do", async () => {
    expect(await bench.run(`const m = await __vite_ssr_import__("node:path");\n__quire_value__((m.sep))`)).toBe(
      "done '/'",
    )
    const run = bench.begin(`await __vite_ssr_import__("left-pad-x")`)
    await bench.ended(run)
    expect(bench.outputs(run)).toMatchObject([
      {
        type: "error",
        name: "ModuleNotFoundError",
        message: "The package left-pad-x is not installed. Add it to the notebook's dependencies.",
      },
    ])
  })

  test.each([
    ["npm:@a/b@1.2.3/c", `add @a/b there, and import "@a/b" instead of "npm:@a/b@1.2.3/c".`],
    ["jsr:@std/csv", 'Packages of jsr are not loaded: find one of npm for "jsr:@std/csv"'],
    ["https://esm.sh/zod", "No code is loaded from the web: keep a copy of https://esm.sh/zod"],
  ])("%s is loaded from nowhere, and that says what to do", async (specifier, message) => {
    const run = bench.begin(`await __vite_ssr_import__("${specifier}")`)
    await bench.ended(run)
    const [output] = bench.outputs(run)
    expect(output?.type === "error" && output.message).toContain(message)
  })
})

describe("[R2] output belongs to the cell that caused it", () => {
  test("streams, in order, before the end", async () => {
    const run = bench.begin(
      `console.log("a", { b: 1 }); console.error("c"); process.stdout.write("d\\n"); console.table([1])`,
    )
    await bench.ended(run)
    expect(
      bench.outputs(run).map((output) => (output.type === "stream" ? `${output.name}:${output.text}` : output.type)),
    ).toEqual(["stdout:a { b: 1 }\n", "stderr:c\n", "stdout:d\n", expect.stringContaining("┌")])
    const at = bench.messages.findIndex((m) => m.type === "ended" && m.run === run)
    expect(bench.messages.slice(at).filter((m) => m.type === "output" && m.run === run)).toEqual([])
  })

  test("a timer that outlives its cell, and another that throws", async () => {
    const late = bench.begin(
      `setTimeout(() => console.log("late"), 20); setTimeout(() => { throw new Error("later") }, 30)`,
    )
    await bench.ended(late)
    await bench.run(`await new Promise((r) => setTimeout(r, 60)); console.log("mine")`)
    expect(bench.outputs(late)).toMatchObject([
      { type: "stream", text: "late\n" },
      { type: "error", message: "later" },
    ])
  })

  test("an unhandled rejection", async () => {
    const run = bench.begin(`void Promise.reject(new TypeError("nobody listens"))`)
    await bench.ended(run)
    await bench.until(() => bench.outputs(run)[0])
    expect(bench.outputs(run)).toMatchObject([{ type: "error", name: "TypeError", message: "nobody listens" }])
  })

  test("a flood loses no line and keeps its order", async () => {
    const run = bench.begin(`for (let i = 0; i < 100000; i++) console.log("line", i)`)
    await bench.ended(run)
    const lines = bench.text(run).trimEnd().split("\n")
    expect(lines.length).toBe(100_000)
    expect(lines.every((line, n) => line === `line ${n}`)).toBe(true)
    // Many lines a message; how many depends on the machine's moment.
    expect(bench.outputs(run).length).toBeLessThan(10_000)
  })
})

describe("[R3] an interrupt stops anything and keeps the state of other cells", () => {
  test.each([
    ["a loop", "while (true) {}"],
    ["a loop after an await", "await null; while (true) {}"],
    ["a loop after a timer", "await new Promise((r) => setTimeout(r, 1)); while (true) {}"],
    ["a pending await", "await new Promise(() => {})"],
    ["a loop that sleeps", "for (;;) { await new Promise((resolve) => setTimeout(resolve, 5)); console.log('on') }"],
    ["a catastrophic expression", `/(a+)+$/.test("a".repeat(40) + "b")`],
    ["endless microtasks", "const f = () => Promise.resolve().then(f); await f()"],
    ["Atomics.wait", "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)"],
    ["printing without end", "while (true) console.log('x')"],
    ["a loop in catch", "while (true) { try { while (true) {} } catch {} finally {} }"],
  ])("%s", async (_, code) => {
    await bench.run("globalThis.kept = (globalThis.kept ?? 0) + 1")
    const before = await bench.run("__quire_value__((globalThis.kept + ' ' + process.pid))")
    const run = bench.begin(code)
    await new Promise((resolve) => setTimeout(resolve, 60))
    bench.runtime.interrupt()
    expect(await bench.ended(run)).toMatchObject({ outcome: "interrupted" })
    expect(await bench.run("__quire_value__((globalThis.kept + ' ' + process.pid))")).toBe(before)
  })

  test.each([
    ["its own sleep", "while (true) { await new Promise((r) => setTimeout(r, 5)); console.log('on') }"],
    [
      "timers/promises",
      "const { setTimeout: sleep } = await __vite_ssr_dynamic_import__('node:timers/promises'); while (true) { await sleep(5); console.log('on') }",
    ],
    [
      "what it catches",
      "while (true) { try { await new Promise((r, no) => setTimeout(r, 5)); console.log('on') } catch {} }",
    ],
    [
      "sleeps that it catches",
      "const { setTimeout: sleep } = await __vite_ssr_dynamic_import__('node:timers/promises'); console.log('on'); while (true) { try { await sleep(200); console.log('again') } catch {} }",
    ],
    [
      "something else than timers, then a sleep",
      "const { stat } = await __vite_ssr_dynamic_import__('node:fs/promises'); console.log('on'); while (true) { await stat('/'); await stat('/'); await new Promise((r) => setTimeout(r, 1)) }",
    ],
    ["an interval", "setInterval(() => console.log('on'), 5); await new Promise(() => {})"],
    ["immediates", "while (true) { await new Promise((r) => setImmediate(r)); console.log('on') }"],
  ])("a loop over %s prints nothing more, and is no error", async (_, code) => {
    const run = bench.begin(code)
    await bench.until(() => (bench.text(run).includes("on") ? true : undefined))
    bench.runtime.interrupt()
    await bench.ended(run)
    const before = bench.outputs(run).length
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(bench.outputs(run).length).toBe(before)
    expect(bench.outputs(run).every(({ type }) => type === "stream")).toBe(true)
    expect(await bench.run("__quire_value__((1 + 1))")).toBe("done 2")
  })

  test("a flood that was stopped leaves the next output whole and on time", async () => {
    const flood = bench.begin("while (true) console.log('x')")
    await new Promise((resolve) => setTimeout(resolve, 60))
    bench.runtime.interrupt()
    await bench.ended(flood)
    const run = bench.begin("for (let i = 0; i < 100; i++) console.log(i); await new Promise(() => {})")
    await bench.until(() => (bench.text(run).endsWith("99\n") ? true : undefined))
    bench.runtime.interrupt()
    await bench.ended(run)
  })

  test("a timer left behind that loops, with no cell running", async () => {
    await bench.run("setTimeout(() => { while (true) {} }, 5)")
    await new Promise((resolve) => setTimeout(resolve, 40))
    bench.runtime.interrupt()
    expect(await bench.run("__quire_value__((1))")).toBe("done 1")
  })

  test("at the very moment a run begins, a hundred times", async () => {
    for (let n = 0; n < 100; n++) {
      const run = bench.begin(n % 2 === 0 ? "while (true) {}" : "await new Promise(() => {})")
      if (n % 3 === 0) await new Promise((resolve) => setImmediate(resolve))
      bench.runtime.interrupt()
      expect((await bench.ended(run)).outcome).toBe("interrupted")
    }
    expect(await bench.run("__quire_value__((1))")).toBe("done 1")
  })

  test("fifty in a row, in one process", async () => {
    const { pid } = bench.runtime
    for (let n = 0; n < 50; n++) {
      const run = bench.begin(n % 2 === 0 ? "while (true) {}" : "await new Promise(() => {})")
      await new Promise((resolve) => setTimeout(resolve, 5))
      bench.runtime.interrupt()
      expect((await bench.ended(run)).outcome).toBe("interrupted")
    }
    expect(await bench.run("__quire_value__((process.pid))")).toBe(`done ${pid}`)
  })
})

describe("[R4] the process ends and says why", () => {
  test.each([
    ["process.exit(3)", { type: "exit", code: 3 }],
    ["process.abort()", { type: "signal", signal: "SIGABRT" }],
    ["process.kill(process.pid, 'SIGTERM'); await new Promise(() => {})", { type: "signal", signal: "SIGTERM" }],
    ["const a = []; while (true) a.push(new Array(10000).fill(Math.random()))", { type: "out-of-memory", limitMb: 64 }],
    [
      "const a = []; while (true) { a.push(Buffer.alloc(4e6, 1)); await null }",
      { type: "out-of-memory", limitMb: 576 },
    ],
  ])("%s", async (code, reason) => {
    await using mortal = await Bench.start(64)
    mortal.begin(`console.log("last words");\n${code}`)
    expect(await mortal.died()).toEqual(reason)
    expect(mortal.text(1)).toBe("last words\n")
    expect(await mortal.call({ ask: "settle", limitMs: 1 })).toEqual({ code: "runtime-dead" })
  })

  test("with its parent, whatever the cell does", async () => {
    const script = `
      const { startRuntime } = await import(${JSON.stringify(new URL("./index.ts", import.meta.url).href)})
      const started = await startRuntime({ folder: "/", environment: {}, onMessage: () => undefined })
      started.value.run({ run: 1, cell: "c", code: "while (true) {}", map: "{}", inputs: {}, inputValues: {} })
      setTimeout(() => { console.log(started.value.pid); process.kill(process.pid, "SIGKILL") }, 200)`
    const parent = spawnSync(process.execPath, ["--input-type=module", "-e", script], { encoding: "utf8" })
    const pid = Number(parent.stdout)
    expect(pid).toBeGreaterThan(1)
    const isThere = (): boolean => {
      try {
        return process.kill(pid, 0)
      } catch {
        return false
      }
    }
    for (let n = 0; n < 100 && isThere(); n++) await new Promise((resolve) => setTimeout(resolve, 20))
    expect(isThere()).toBe(false)
  })

  test("a native call that no interrupt reaches ends with the process", async () => {
    await using mortal = await Bench.start()
    mortal.begin(`(await __vite_ssr_import__("node:child_process")).execSync("sleep 30")`)
    await new Promise((resolve) => setTimeout(resolve, 100))
    mortal.runtime.interrupt()
    mortal.runtime.interrupt()
    expect(await mortal.died()).toEqual({ type: "no-answer" })
  })
})

describe("[R5] values", () => {
  test("a tree opens level by level; getters are not run", async () => {
    const run = bench.begin(
      `__quire_value__(({ list: [1, { deep: "x" }], map: new Map([["k", 1]]), get bad() { throw new Error("ran") } }))`,
    )
    await bench.ended(run)
    const [output] = bench.outputs(run)
    const tree = (output as Extract<Output, { type: "value" }>).data["application/vnd.quire.tree+json"] as {
      handle: number
    }
    expect(tree).toMatchObject({
      root: {
        size: 3,
        entries: [
          { key: "list", value: { kind: "object", size: 2 } },
          { key: "map" },
          { key: "bad", value: { text: "(...)" } },
        ],
      },
    })
    expect(await bench.call({ ask: "expand", handle: tree.handle, path: [0, 1], offset: 0 })).toMatchObject({
      entries: [{ key: "deep", value: { kind: "string", text: "'x'" } }],
    })
  })

  test("a table of 50,000 rows pages and sorts", async () => {
    const run = bench.begin(
      `__quire_value__((Array.from({ length: 50000 }, (_, n) => ({ n, text: "r" + (n % 10), when: new Date(n) }))))`,
    )
    await bench.ended(run)
    const [output] = bench.outputs(run)
    const table = (output as Extract<Output, { type: "value" }>).data["application/vnd.quire.table+json"] as {
      handle: number
    }
    expect(table).toMatchObject({
      rowCount: 50_000,
      columns: [
        { name: "n", type: "number" },
        { name: "text", type: "string" },
        { name: "when", type: "date" },
      ],
    })
    expect(await bench.call({ ask: "rows", handle: table.handle, offset: 49_998, limit: 10 })).toMatchObject({
      rows: [
        [49_998, "r8", {}],
        [49_999, "r9", {}],
      ],
    })
    const sort = { column: "n", isDescending: true }
    expect(await bench.call({ ask: "rows", handle: table.handle, offset: 0, limit: 1, sort })).toMatchObject({
      rows: [[49_999, "r9", {}]],
    })
  })

  test.each([
    [`null`, "null"],
    [`new Proxy({}, { ownKeys() { throw new Error("trap") } })`, "Proxy({})"],
    [`{ [Symbol.for("Jupyter.display")]: () => ({ "text/html": "<b>", "text/plain": "b" }) }`, "b"],
    [`{ [Symbol.for("Jupyter.display")]() { return { "text/plain": this.x } }, x: "mine" }`, "mine"],
  ])("%s shows as %s", async (code, expected) => {
    expect(await bench.run(`__quire_value__((${code}))`)).toBe(`done ${expected}`)
  })
})

test("[R6] cells see neither the server's settings nor its credentials", async () => {
  const environment = {
    PATH: "p",
    AWS_SECRET_ACCESS_KEY: "s",
    aws_session_token: "t",
    QUIRE_TOKEN: "u",
    NODE_OPTIONS: "x",
    HOME: "h",
  }
  expect(cellEnvironment(environment)).toEqual({ PATH: "p", HOME: "h" })
  expect(await bench.run(`__quire_value__((Object.keys(process.env).filter((k) => /^(AWS|QUIRE)_/.test(k))))`)).toBe(
    "done []",
  )
})
