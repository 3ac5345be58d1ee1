// Two servers have one notebook of one bucket open, people write into both, and an editor rewrites the file: is every edit
// there in the end, once? usage: two-servers.ts [SECONDS], with QUIRE_TEST_CEPH=URL for a real server
import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3"
import type { CellId } from "@quire/notebook"
import { newCell, parse, serialise } from "@quire/notebook"
import { insertCell, moveCell, readCells, readDocument, sourceOf } from "@quire/session"
import { PageClient, pause } from "../support/page-client.ts"
import { clientFor, makeBucket, testServers } from "../support/s3-servers.ts"
import { newFolder, startQuire, TOKEN } from "../support/server.ts"
import { Dice } from "./machine.ts"

const seconds = Number(process.argv[2] ?? 600)
const PEOPLE = [2, 2]
const EVERY_MS = 230
const EDITOR_EVERY_MS = 1500
const AGREE_WITHIN_MS = 180_000

const [s3] = await testServers()
if (s3 === undefined) throw new Error("no S3 server")
const bucketUrl = await makeBucket(s3)
const client = clientFor(s3)
const place = { Bucket: bucketUrl.split("/").at(-1), Key: "shared.md" }
const cells = Array.from({ length: 10 }, (_, n) => `\`\`\`ts name=c${n}\nconst c${n} = ${n}\n\`\`\`\n`)
await client.send(new PutObjectCommand({ ...place, Body: `# Shared\n\n${cells.join("\n")}` }))

const servers = await Promise.all(PEOPLE.map(() => startQuire({ home: newFolder("home") })))
const promised = new Set<string>()
const pages: PageClient[] = []
for (const [n, quire] of servers.entries()) {
  const { region, accessKeyId, secretAccessKey } = s3
  const asked = { kind: "s3", name: "shared", bucketUrl, region, accessKeyId, secretAccessKey }
  const added = await quire.api<{ id: string }>("POST", "/storages", asked)
  if (added.status !== 201) throw new Error(added.text)
  for (let person = 0; person < (PEOPLE[n] ?? 0); person++)
    pages.push(
      new PageClient({
        person: `p${n}${person}`,
        storage: added.body.id,
        path: "/shared.md",
        server: () => ({ url: quire.url, token: TOKEN }),
        onAcknowledged: (tokens) => tokens.forEach((token) => promised.add(token)),
      }),
    )
}
await Promise.all(pages.map((page) => page.connect()))
const until = Date.now() + seconds * 1000
let count = 0
const tries = new Map<string, number>()
await Promise.all([...pages.map(write), edit(), report()])
await Promise.all(pages.map((page) => page.settled()))
const agreedAfter = await agree()
const text = await read().then(({ text }) => text)
const found = parse(text).cells
const times = new Map<string, number>()
for (const { source, words } of found)
  if (!words.includes("conflict=theirs"))
    for (const line of source.split("\n")) times.set(line, (times.get(line) ?? 0) + 1)
const everywhere = new Set(found.flatMap(({ source }) => source.split("\n")))
const lost = [...promised].filter((token) => !everywhere.has(token))
const doubled = [...promised].filter((token) => (times.get(token) ?? 0) > 1)
for (const page of pages) page.cut()
for (const quire of servers) await quire[Symbol.asyncDispose]()
const conflicts = found.filter(({ words }) => words.includes("conflict=theirs")).length
console.log(
  `two servers on one bucket (${s3.name}), ${seconds} s: of ${promised.size} edits ${lost.length} lost, ${doubled.length} there twice; ` +
    `${found.length} cells, ${conflicts} of them theirs of a conflict; ` +
    (agreedAfter === undefined
      ? "they do not agree"
      : `both and the file agree ${Math.round(agreedAfter / 1000)} s after the last edit`),
)
process.exit(lost.length + doubled.length > 0 || agreedAfter === undefined ? 1 : 0)

async function write(page: PageClient, n: number): Promise<void> {
  const dice = new Dice(n)
  while (Date.now() < until) {
    const token = `// t${++count}`
    const cell = dice.pick(readCells(page.doc).filter(({ kind }) => kind === "code"))
    if (cell === undefined) throw new Error("all cells are gone")
    const roll = dice.next()
    page.edit([token], (doc) => {
      if (roll < 0.03) return insertCell(doc, cell.id, `new-${count}` as CellId, newCell("code", token, "ts"))
      if (roll < 0.06) moveCell(doc, cell.id, dice.pick(readCells(doc))?.id)
      const source = sourceOf(doc, cell.id)
      const ends = [...cell.source.matchAll(/\n|$/g)].map(({ index }) => index)
      source?.insert(dice.pick(ends) ?? 0, `\n${token}`)
    })
    await pause(EVERY_MS * (0.5 + Math.random()))
  }
}

/** Reads the file, adds a line and writes it back, if nobody else has written meanwhile; else again. */
async function edit(): Promise<void> {
  const dice = new Dice(99)
  while (Date.now() < until) {
    await pause(EDITOR_EVERY_MS * (0.5 + Math.random()))
    const token = `// t${++count}`
    for (let isDone = false; !isDone && Date.now() < until;) {
      const { text, etag } = await read()
      const lines = text.split("\n")
      const at = dice.pick(lines.flatMap((line, index) => (/^const |^\/\/ t/.test(line) ? [index] : []))) ?? 0
      lines.splice(at + 1, 0, token)
      const put = new PutObjectCommand({ ...place, Body: lines.join("\n"), IfMatch: etag?.replaceAll('"', "") })
      isDone = await client.send(put).then(
        () => true,
        (error: { name?: string }) => {
          tries.set(error.name ?? "", (tries.get(error.name ?? "") ?? 0) + 1)
          return false
        },
      )
      if (isDone) promised.add(token)
    }
  }
}

async function read(): Promise<{ readonly text: string; readonly etag: string | undefined }> {
  const got = await client.send(new GetObjectCommand(place))
  return { text: (await got.Body?.transformToString()) ?? "", etag: got.ETag }
}

async function report(): Promise<void> {
  while (Date.now() < until) {
    await pause(Math.min(60_000, until - Date.now()))
    const states = [pages[0], pages[2]].map((page) => page?.state.save.status).join(", ")
    console.log(tries)
    console.log(`${promised.size} edits, ${readCells(pages[0]?.doc as PageClient["doc"]).length} cells; ${states}`)
  }
}

/** Milliseconds until all pages and the file have one text. */
async function agree(): Promise<number | undefined> {
  const from = Date.now()
  while (Date.now() - from < AGREE_WITHIN_MS) {
    const { text } = await read()
    if (pages.every(({ doc }) => serialise(readDocument(doc)) === text)) return Date.now() - from
    await pause(250)
  }
  return undefined
}
