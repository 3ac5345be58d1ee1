import { expect, test } from "vitest"
import { checkLayers } from "./check-layers.ts"

const manifest = {
  dependencies: {
    "@quire/base": "*",
    "@quire/notebook": "*",
    "@quire/session": "*",
    yjs: "13.6.33",
    "@aws-sdk/s3": "3",
  },
  imports: { "#child": "./src/child/main.ts", "#yjs": "yjs", "#hono": "hono" },
}

function messages(path: string, text: string): string[] {
  return checkLayers({ path: `packages/${path}`, text }, manifest).map(({ line, message }) => `${line}: ${message}`)
}

test.each([
  ["session/src/a.ts", 'import { a } from "@quire/base"'],
  ["session/src/a.ts", 'import * as Y from "yjs"'],
  ["storage/src/a.ts", 'import { a } from "@aws-sdk/s3"'],
  ["storage/src/a.ts", 'import { a } from "@aws-sdk/s3/deep.js"'],
  ["host/src/a.ts", 'import { join } from "node:path"'],
  ["host/src/a.ts", "await import(url); await import(`./${name}.ts`)"],
  ["host/src/a.ts", 'import { a } from "#yjs"'],
  ["host/src/deep/a.ts", 'import { a } from "../b.ts"; import manifest from "../../package.json"'],
  ["protocol/src/a.ts", 'import type { A } from "@quire/session"; export type { B } from "@quire/session"'],
  ["protocol/src/a.ts", 'let a: import("@quire/session").A'],
  ["runtime/src/child/a.ts", 'import { a } from "#child"'],
  ["runtime/src/index.ts", 'export { a } from "./parent/a.ts"'],
  ["web/vite.config.ts", "export default {}"],
])("%s allows: %s", (path, text) => {
  expect(messages(path, text)).toEqual([])
})

test.each([
  ["base/src/a.ts", 'import { a } from "@quire/notebook"', "base may not import notebook"],
  ["base/src/a.ts", 'import "@quire/notebook"', "base may not import notebook"],
  ["base/src/a.ts", 'import type { A } from "@quire/notebook"', "base may not import notebook"],
  ["base/src/a.ts", 'export { a } from "@quire/notebook"', "base may not import notebook"],
  ["base/src/a.ts", 'await import("@quire/notebook")', "base may not import notebook"],
  ["base/src/a.ts", "await import(`@quire/notebook`)", "base may not import notebook"],
  ["base/src/a.ts", 'let a: import("@quire/notebook").A', "base may not import notebook"],
  ["protocol/src/a.ts", 'import { type A } from "@quire/session"', "protocol may import only types of session"],
  ["host/src/a.ts", 'import { a } from "@quire/storage"', "@quire/storage is not in the dependencies of host"],
  ["host/src/a.ts", 'import { a } from "../../base/src/a.ts"', "packages/base/src/a.ts lies outside of host"],
  ["host/src/a.ts", 'import { a } from "../../../tools/a.ts"', "tools/a.ts lies outside of host"],
  [
    "host/src/a.ts",
    'import { a } from "@quire/base/src/a.ts"',
    "@quire/base/src/a.ts: base speaks through its index alone",
  ],
  ["host/src/a.ts", 'import { a } from "hono/cors"', "hono is not in the dependencies of host"],
  ["host/src/a.ts", 'import { a } from "#hono"', "hono is not in the dependencies of host"],
  ["host/src/a.ts", 'import type { A } from "@types/ws"', "@types/ws is not in the dependencies of host"],
  ["host/src/a.ts", 'import { join } from "path"', "path is not in the dependencies of host"],
  ["session/src/a.ts", 'import { join } from "node:path"', "session is pure, and may not import node:path"],
  ["web/src/a.tsx", 'import type { A } from "node:fs"', "web is dom, and may not import node:fs"],
  [
    "runtime/src/child/values/a.ts",
    'import { a } from "../../parent/a.ts"',
    "runtime/child may not import runtime/parent",
  ],
  ["runtime/src/parent/a.ts", 'import { a } from "#child"', "runtime/parent may not import runtime/child"],
  ["runtime/src/index.ts", 'export { a } from "./child/a.ts"', "runtime/index.ts may not import runtime/child"],
  ["host/src/a.ts", 'export * from "./b.ts"', "export *: spell out every name"],
  ["host/src/a.ts", 'export * as b from "./b.ts"', "export *: spell out every name"],
  ["host/src/a.ts", "export default 1", "default export: give it a name"],
  ["host/src/a.ts", "const a = 1; export { a as default }", "default export: give it a name"],
  ["new/src/a.ts", "", "tools/layers.ts has no row for new"],
])("%s refuses: %s", (path, text, message) => {
  expect(messages(path, text)).toEqual([`1: ${message}`])
})

test("problems come in the order of their lines, one for each import", () => {
  const text = 'export default 1\n\nimport { a, b } from "hono"\nexport { a, b as c }\nexport * from "./c.ts"'
  expect(messages("host/src/a.ts", text)).toEqual([
    "1: default export: give it a name",
    "3: hono is not in the dependencies of host",
    "5: export *: spell out every name",
  ])
})
