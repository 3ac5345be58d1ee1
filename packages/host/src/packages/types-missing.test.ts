import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { expect, test } from "vitest"
import { typesMissing } from "./types-missing.ts"

const modules = mkdtempSync(join(tmpdir(), "quire-types-"))
const files: Readonly<Record<string, object | undefined>> = {
  "bare/package.json": { main: "index.js" },
  "early/package.json": {},
  "@scope/bare/package.json": {},
  "listed/package.json": { types: "types/index.d.ts" },
  "exported/package.json": { exports: { ".": { types: "./a.d.ts", default: "./a.js" } } },
  "beside/package.json": { main: "lib/a.cjs" },
  "beside/lib/a.d.ts": undefined,
  "indexed/package.json": {},
  "indexed/index.d.ts": undefined,
}
for (const [path, content] of Object.entries(files)) {
  mkdirSync(join(modules, dirname(path)), { recursive: true })
  writeFileSync(join(modules, path), content === undefined ? "" : JSON.stringify(content))
}

test.each<[string, Record<string, string>, Record<string, string>]>([
  ["follows the major version", { bare: "19.2.0" }, { "@types/bare": "^19" }],
  ["follows the minor one before 1.0", { early: "0.4.1" }, { "@types/early": "~0.4" }],
  ["of a package with a scope", { "@scope/bare": "2.0.0" }, { "@types/scope__bare": "^2" }],
  ["not where the manifest names types", { listed: "1.0.0", exported: "1.0.0" }, {}],
  ["not where they lie beside the code", { beside: "1.0.0", indexed: "1.0.0" }, {}],
  ["not what the notebook names itself", { bare: "19.2.0", "@types/bare": "19.0.0" }, {}],
  ["not of what is not installed", { absent: "1.0.0" }, {}],
  ["not of what has no version", { bare: "file:../bare" }, {}],
])("%s", async (_, dependencies, expected) => {
  expect(Object.fromEntries(await typesMissing(modules, new Map(Object.entries(dependencies))))).toEqual(expected)
})
