import { writeFileSync, mkdirSync } from "node:fs"
import { join } from "node:path"
import { newFolder } from "./support/server.ts"
import { Doc, encodeStateAsUpdate } from "yjs"
import { parse, serialise } from "@quire/notebook"
import { seedDocument, readDocument, readCells } from "@quire/session"
import { openSession } from "../packages/host/src/session/open-session.ts"
import { openJournal } from "../packages/host/src/journal/journal.ts"
import { sessionOptions } from "./survival/machine.ts"
import { localStorage } from "@quire/storage"
import { randomIds, systemClock } from "../packages/host/src/ambient.ts"
import { encode } from "@quire/protocol"
import { startLanguage } from "@quire/language"
const line = `console.log("${"x".repeat(80)}")\n`
const cell = (n: number): string => `\`\`\`ts name=c${n}\nconst c${n} = ${n}\n${line.repeat(21)}\`\`\`\n\n`
const text = `# Big\n\n${Array.from({ length: 5000 }, (_, n) => cell(n)).join("")}`
const t = async (name: string, f: () => any) => {
  const s = performance.now()
  const r = await f()
  console.log(name, Math.round(performance.now() - s))
  return r
}
const nb = await t("parse", () => parse(text))
const doc = new Doc()
await t("seed", () =>
  seedDocument(
    doc,
    nb,
    nb.cells.map(() => randomIds.next() as any),
  ),
)
const update = await t("encode", () => encodeStateAsUpdate(doc))
console.log(update.length)
await t("readCells", () => readCells(doc))
await t("serialise", () => serialise(readDocument(doc)))
await t("wire", () => encode({ update }))
const home = newFolder("home"),
  data = newFolder("data")
writeFileSync(join(home, "n.md"), text)
const j = await t("journal", () => openJournal(join(data, "j.db"), data))
const lang = startLanguage()
const o = {
  ...sessionOptions({
    id: "s",
    storage: localStorage({ id: "home" as any, name: "home", folder: home }),
    path: "/n.md" as any,
    journal: j.value,
    clock: systemClock,
    ids: randomIds,
    onIncident: console.error,
  }),
  language: lang.with(await lang.settingsOf(home)),
}
const s = await t("open", () => openSession(o as any, false))
await t("welcome", () => s.value.welcome(undefined))
await t("encode welcome", () => encode(s.value.welcome(undefined)))
process.exit(0)
