import { expect, test } from "vitest"
import { LAYERS, whyNotPackage, whyNotPart } from "./layers.ts"
import type { PackageName } from "./layers.ts"
import { readSources } from "./problem.ts"

const names = Object.keys(LAYERS) as PackageName[]

test("every package has a row, and every row a package", () => {
  const folders = readSources("packages/*/package.json").map(({ path }) => path.split("/")[1])
  expect(names.toSorted()).toEqual(folders)
})

test("no package reaches itself", () => {
  const reach = (name: PackageName, path: readonly string[]): void => {
    expect(path).not.toContain(name)
    const { imports, importsTypes = [], parts = {} } = LAYERS[name]
    const further = [...imports, ...importsTypes, ...Object.values(parts).flatMap((part) => part.imports ?? [])]
    for (const next of further) reach(next, [...path, name])
  }
  for (const name of names) reach(name, [])
})

test("a pure package imports pure ones only, and is compiled against the ES library alone", () => {
  const pure = names.filter((name) => LAYERS[name].platform === "pure")
  for (const name of pure) expect(pure).toEqual(expect.arrayContaining([...LAYERS[name].imports]))
  const config = JSON.parse(readSources("tsconfig.pure.json")[0]!.text) as { include: string[] }
  expect(config.include.toSorted()).toEqual(pure.map((name) => `packages/${name}/src`).toSorted())
})

test.each([
  ["notebook", "", "base", "value", undefined],
  ["base", "", "notebook", "type", "base may not import notebook"],
  ["protocol", "", "session", "type", undefined],
  ["protocol", "", "session", "value", "protocol may import only types of session"],
  ["runtime", "child", "kit", "value", undefined],
  ["runtime", "parent", "kit", "value", "runtime may not import kit"],
  ["server", "", "kit", "value", "server may not import kit"],
  ["web", "", "language", "type", "web may not import language"],
  ["host", "", "host", "value", "host may not import host"],
])("%s/%s imports from %s a %s: %s", (name, part, other, what, answer) => {
  expect(whyNotPackage({ name, part }, other, what === "type")).toBe(answer)
})

test.each([
  ["child", "parent", "runtime/child may not import runtime/parent"],
  ["parent", "child", "runtime/parent may not import runtime/child"],
  ["index.ts", "child", "runtime/index.ts may not import runtime/child"],
  ["index.ts", "parent", undefined],
  ["child", "child", undefined],
])("runtime/%s imports from its own %s: %s", (part, other, answer) => {
  expect(whyNotPart({ name: "runtime", part }, other)).toBe(answer)
})
