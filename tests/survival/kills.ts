// Kills a real server so many times while three people write, and looks whether what it has acknowledged is there, once.
// usage: kills.ts [KILLS]
import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { parse } from "@quire/notebook"
import { PageClient, pause } from "../support/page-client.ts"
import { newFolder, startQuire, TOKEN } from "../support/server.ts"

const kills = Number(process.argv[2] ?? 1000)
const home = newFolder("kills")
const dataFolder = newFolder("kills-data")
const file = join(home, "kills.md")
writeFileSync(
  file,
  "# Kills\n\n```ts name=a\nconst a = 1\n```\n\n```ts name=b\nconst b = 2\n```\n\n```ts name=c\nconst c = 3\n```\n",
)

const promised = new Set<string>()
const backMs: number[] = []
let count = 0
let quire = await startQuire({ home, dataFolder })
const pages = ["ada", "bob", "eve"].map(
  (person) =>
    new PageClient({
      person,
      storage: "home",
      path: "/kills.md",
      server: () => ({ url: quire.url, token: TOKEN }),
      onAcknowledged: (tokens) => tokens.forEach((token) => promised.add(token)),
    }),
)
await Promise.all(pages.map((page) => page.connect()))
let isWriting = true
let isPaused = false
let [checked, lost, doubled] = [0, 0, 0]
const writers = pages.map(async (page, n) => {
  while (isWriting) {
    if (!isPaused) page.writeLine(`// ${n} ${++count}`, n)
    await pause(20 + Math.random() * 60)
  }
})
for (let n = 1; n <= kills; n++) {
  await pause(Math.random() * 400)
  await quire.kill()
  const at = performance.now()
  quire = await startQuire({ home, dataFolder })
  while (!pages.every(({ isOnline }) => isOnline)) await pause(2)
  backMs.push(performance.now() - at)
  if (n % 50 === 0 || n === kills) {
    await check()
    console.log(`${n} kills: of ${checked} acknowledged edits ${lost} lost, ${doubled} there twice; back in ${back()}`)
  }
}
isWriting = false
await Promise.all(writers)
for (const page of pages) page.cut()
await quire[Symbol.asyncDispose]()
process.exit(lost + doubled > 0 ? 1 : 0)

/** Looks at the file once all is saved, and starts again with empty cells. */
async function check(): Promise<void> {
  isPaused = true
  await Promise.all(pages.map((page) => page.settled()))
  while (pages[0]?.state.save.status !== "saved") await pause(20)
  const times = new Map<string, number>()
  for (const { source } of parse(readFileSync(file, "utf8")).cells)
    for (const line of source.split("\n")) times.set(line, (times.get(line) ?? 0) + 1)
  for (const token of promised) {
    if (!times.has(token)) lost++
    else if ((times.get(token) ?? 0) > 1) doubled++
  }
  checked += promised.size
  promised.clear()
  for (const [n, page] of pages.entries()) page.clearCell(n)
  await Promise.all(pages.map((page) => page.settled()))
  isPaused = false
}

function back(): string {
  const sorted = backMs.toSorted((a, b) => a - b)
  return `${Math.round(sorted[sorted.length >> 1] ?? 0)} ms at the median, ${Math.round(sorted.at(-1) ?? 0)} at worst`
}
