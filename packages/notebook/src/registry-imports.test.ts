import { expect, test } from "vitest"
import { isExact, registryImports, withBareImports } from "./registry-imports.ts"

test.each<[string, string, string]>([
  ['import { z } from "npm:zod@3.22.4"', "zod 3.22.4 exact", 'import { z } from "zod"'],
  ["import z from 'npm:zod@3.22.4/v4/core'", "zod 3.22.4 exact /v4/core", "import z from 'zod/v4/core'"],
  [
    'await import("npm:@observablehq/plot@0.6.16")',
    "@observablehq/plot 0.6.16 exact",
    'await import("@observablehq/plot")',
  ],
  ['import a from "npm:/a@1.0.0-rc.1"', "a 1.0.0-rc.1 exact", 'import a from "a"'],
  ['import d3 from "npm:d3@^7"', "d3 ^7", 'import d3 from "npm:d3@^7"'],
  ['import d3 from "npm:d3"', "d3 ", 'import d3 from "npm:d3"'],
  ['import { x } from "jsr:@std/csv@1.0.0"', "@std/csv 1.0.0", 'import { x } from "jsr:@std/csv@1.0.0"'],
  ['import a from "node:fs"; const b = "npm: is a word"', "", 'import a from "node:fs"; const b = "npm: is a word"'],
])("[F12] %s", (source, expected, moved) => {
  const found = registryImports(source)
  const shown = found.map(
    (one) => `${one.name} ${one.version ?? ""}${isExact(one) ? " exact" : ""}${one.path && ` ${one.path}`}`,
  )
  expect(shown.join()).toBe(expected)
  expect(withBareImports(source, found.filter(isExact))).toBe(moved)
})
