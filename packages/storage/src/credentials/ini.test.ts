import { describe, expect, test } from "vitest"
import { parseIni } from "./ini.ts"

/** `section:key=value;… | !line` */
function shown(text: string): string {
  const { sections, problems } = parseIni(text)
  const parts = [...sections].map(([name, keys]) => `${name}:${[...keys].map(([k, v]) => `${k}=${v}`).join(";")}`)
  return [...parts, ...problems.map(({ line }) => `!${line}`)].join(" | ")
}

describe("[C13] AWS's files are read as AWS's tools read them, and a bad line is named", () => {
  test.each([
    ["[a]\nx = 1\ny=2", "a:x=1;y=2"],
    ["[a]\r\nx = 1\r\n", "a:x=1"],
    ["\uFEFF[a]\nx = 1", "a:x=1"],
    ["[ a ]\nx = 1", "a:x=1"],
    ["[profile  a]\nx = 1", "profile a:x=1"],
    ["[a]\nx = 1 # c\ny = 2 ; c\nz = 3#4", "a:x=1;y=2;z=3#4"],
    ["# c\n; c\n[a]\n  # c\nx = 1", "a:x=1"],
    ["[a]\nx = a=b", "a:x=a=b"],
    ["[a]\nX = 1", "a:x=1"],
    ["[a]\nx =\n  y = 1\n  z = 2\nw = 3", "a:x=;x.y=1;x.z=2;w=3"],
    ["[a]\n x = 1", "a:x=1"],
    ["[a]\nx = 1\n[b]\ny = 2\n[a]\nz = 3", "a:x=1;z=3 | b:y=2"],
    ["[a]\nnonsense\nx = 1", "a:x=1 | !2"],
    ["x = 1\n[a]", "a: | !1"],
    ["[a]\n= 1", "a: | !2"],
    ["[__proto__]\nx = 1", "__proto__:x=1"],
    ["", ""],
  ])("%j", (text, expected) => {
    expect(shown(text)).toBe(expected)
  })
})
