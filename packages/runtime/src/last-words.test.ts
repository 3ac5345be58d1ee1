import { existsSync, mkdtempSync, readFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout as sleep } from "node:timers/promises"
import { expect, test } from "vitest"
import { Bench } from "./bench.test-helper.ts"

const KIT = 'const { keep } = await __vite_ssr_dynamic_import__("quire/kit");'
const FLOOD = "for (let n = 0; n < 300_000; n++) console.log('line', n)"

test("[R4] a value that cannot be sent ends its run as an error", async () => {
  await using bench = await Bench.start()
  const deep = "let deep = {}; for (let n = 0; n < 5000; n++) deep = { deep };"
  expect(
    await bench.run(`${deep} __quire_value__(({ [Symbol.for("Jupyter.display")]: () => ({ "x/y": deep }) }))`),
  ).toBe("error")
  expect(await bench.run("__quire_value__((1))")).toBe("done 1")
})

test("[R2] what a run leaves behind and fails as it is released is the old run's failure", async () => {
  await using bench = await Bench.start()
  expect(await bench.run(`${KIT} keep({ [Symbol.dispose]() { throw new Error("released") } })`, {}, "a")).toBe("done")
  expect(await bench.run("__quire_value__((2))", {}, "a")).toBe("done 2")
  expect(bench.outputs(1)).toMatchObject([{ type: "error", message: "released" }])
})

test("[R2] an error left to the next tick, or to a timer while it runs, fails the run", async () => {
  await using bench = await Bench.start()
  expect(await bench.run("process.nextTick(() => { throw new Error('tick') })")).toBe("error")
  expect(await bench.run("setTimeout(() => { throw 1 }, 1); await new Promise((r) => setTimeout(r, 20))")).toBe("error")
})

test("[R3] an order that an interrupt hit is given again, though a later one was taken", async () => {
  await using bench = await Bench.start(1024)
  const rows = "Array.from({ length: 400_000 }, (_, n) => ({ id: (n * 7919) % 400_009, name: 'row ' + n }))"
  expect(await bench.run(`__quire_value__((${rows}))`)).toMatch(/^done/)
  const handle = 1
  const sorted = { ask: "rows", handle, offset: 0, limit: 10, sort: { column: "name", isDescending: true } } as const
  for (let n = 0; n < 3; n++) {
    const loop = bench.begin("while (true) {}")
    await sleep(20)
    const answers = [bench.call(sorted), bench.call({ ask: "rows", handle, offset: 10, limit: 10 })]
    bench.runtime.interrupt()
    expect((await bench.ended(loop)).outcome).toBe("interrupted")
    expect(await Promise.all(answers)).toMatchObject([{ offset: 0 }, { offset: 10 }])
  }
})

test("[R10] a cell that prints little keeps all of it while another one floods", async () => {
  const folder = mkdtempSync(join(tmpdir(), "quire-outputs-"))
  await using bench = await Bench.start(256, folder)
  await bench.run(
    "globalThis.ticks = 0; globalThis.timer = setInterval(() => console.log('tick', ++ticks), 1)",
    {},
    "a",
  )
  const flood =
    "for (let m = 0; m < 40; m++) { for (let n = 0; n < 20_000; n++) console.log('line', m, n); await new Promise((r) => setTimeout(r, 2)) }"
  expect(await bench.run(flood, {}, "b")).toBe("done")
  const stopped = await bench.run("clearInterval(timer); __quire_value__((ticks))", {}, "c")
  const ticks = Number(stopped.replace("done ", ""))
  expect(ticks).toBeGreaterThan(20)
  expect(bench.text(1)).toBe(Array.from({ length: ticks }, (_, n) => `tick ${n + 1}\n`).join(""))
  expect(bench.text(2).length).toBeLessThan(10_000_000)
})

test("[R10] the file of a run goes with it, and a late word of it is kept with the next one", async () => {
  const folder = mkdtempSync(join(tmpdir(), "quire-outputs-"))
  await using bench = await Bench.start(256, folder)
  const file = join(folder, "a.txt")
  await bench.run(
    `const t = setInterval(() => { if (globalThis.go) { clearInterval(t); ${FLOOD} } }, 1); ${FLOOD}`,
    {},
    "a",
  )
  expect(readFileSync(file, "utf8").split("\n")).toHaveLength(300_001)
  await bench.run("console.log('little'); globalThis.go = true; await new Promise((r) => setTimeout(r, 500))", {}, "a")
  expect(readFileSync(file, "utf8").slice(0, 14)).toBe("little\nline 0\n")
  await bench.run("1", {}, "a")
  expect(existsSync(file)).toBe(false)
})

test("[R10] many small outputs are more than pages keep, too; no character is cut in two", async () => {
  const folder = mkdtempSync(join(tmpdir(), "quire-outputs-"))
  await using bench = await Bench.start(256, folder)
  const { display } = { display: 'const { display } = await __vite_ssr_dynamic_import__("quire/kit");' }
  await bench.run(`${display} for (let n = 0; n < 500; n++) { console.log(n); display(n) }`, {}, "a")
  expect(readFileSync(join(folder, "a.txt"), "utf8")).toBe(Array.from({ length: 500 }, (_, n) => `${n}\n`).join(""))
  const smiles = "a" + "\u{1f600}".repeat(800_000)
  await bench.run(`process.stdout.write(${JSON.stringify("a")} + "\u{1f600}".repeat(800_000))`, {}, "b")
  expect(readFileSync(join(folder, "b.txt"), "utf8") === smiles).toBe(true)
})
