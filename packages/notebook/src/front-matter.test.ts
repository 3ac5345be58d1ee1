import { describe, expect, test } from "vitest"
import { readFrontMatter, withDependency } from "./front-matter.ts"

/** `name@version …`, `reactive`, or why not. */
function read(source: string): string {
  const front = readFrontMatter(source)
  if (!front.ok)
    return `${front.error.code}${"line" in front.error ? ` ${front.error.line}` : ""}${"name" in front.error ? ` ${front.error.name}` : ""}`
  const list = [...front.value.dependencies].map(([name, version]) => `${name}@${version}`)
  return [...list, front.value.isReactive ? "reactive" : ""].filter((word) => word !== "").join(" ")
}

describe("[F6] front matter", () => {
  test.each([
    ["", ""],
    ["# only a comment", ""],
    ["title: x", ""],
    ["dependencies:\n  d3-array: 3.2.5\n  '@a/b': 1.0.0-rc.1", "d3-array@3.2.5 @a/b@1.0.0-rc.1"],
    ["dependencies:\n  x: 1.10.0", "x@1.10.0"],
    ["reactive: true", "reactive"],
    ["reactive: yes", ""],
    ["dependencies:\n  x: ^1.0.0", "invalid-dependency x"],
    ["dependencies:\n  x: 1.0", "invalid-dependency x"],
    ["dependencies:\n  '--flag': 1.0.0", "invalid-dependency --flag"],
    ["dependencies:\n  '../x': 1.0.0", "invalid-dependency ../x"],
    ["dependencies:\n  x: 'file:/etc'", "invalid-dependency x"],
    ["a: [1", "invalid-yaml 1"],
    ["a: 1\n\tb: 2", "invalid-yaml 2"],
    ["- a list", "invalid-yaml 1"],
    ["x".repeat(70_000), "too-large"],
    ["dependencies: none", ""],
  ])("%j is %s", (source, expected) => {
    expect(read(source)).toBe(expected)
  })

  test("aliases do not explode", () => {
    const lines = ["a: &a [x]"]
    for (let n = 0; n < 30; n++) lines.push(`k${n}: [*a, *a, *a, *a, *a, *a, *a, *a, *a]`)
    expect(read(lines.join("\n"))).toBe("")
  })

  test("a dependency is added; comments and order stay", () => {
    expect(withDependency("# mine\ntitle: x # keep\ndependencies:\n  a: 1.0.0", "b", "2.0.0")).toBe(
      "# mine\ntitle: x # keep\ndependencies:\n  a: 1.0.0\n  b: 2.0.0",
    )
    for (const none of ["", "dependencies:", "dependencies: none"])
      expect(withDependency(none, "b", "2.0.0")).toBe("dependencies:\n  b: 2.0.0")
  })
})
