import { execFileSync } from "node:child_process"
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { describe, expect, test } from "vitest"
import { eventually } from "../support/browser.ts"
import { quire } from "../support/command.ts"

/** A folder with files; the project's own package is `shop`. */
function project(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "quire-check-"))
  const all = {
    "package.json": JSON.stringify({ name: "shop", type: "module", exports: "./index.ts" }),
    "index.ts": "export function price(count: number): number {\n  return count * 2\n}\n",
    ...files,
  }
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

const README = `# Shop

\`\`\`ts
import { price } from "shop"
const two = price(2)
\`\`\`

\`\`\`ts
const text: string = two
\`\`\`
`

describe("[L17] quire check", () => {
  test("finds what does not fit the package of the repository, at its place in the document", async () => {
    const folder = project({ "README.md": README })
    const ran = await quire(folder, "check", "README.md")
    expect(ran.stdout).toBe("README.md:9:7: error ts2322: Type 'number' is not assignable to type 'string'.\n")
    expect(ran.status).toBe(1)
    expect(ran.stderr).toMatch(/^1 error, 0 warnings: 2 cells in 1 file, \d/)
  })

  test.each<[string, string[], number, RegExp]>([
    ["nothing, of a folder", ["check", "good"], 0, /^$/],
    [
      "a folder's files, and no package's",
      ["check"],
      1,
      /^README\.md:9:7: error ts2322[^\n]+\nbad\/b\.ipynb:1:3: error bad-notebook-file: "n" has no place there\.\n/,
    ],
    [
      "annotations",
      ["check", "--github", "README.md"],
      1,
      /^::error file=README\.md,line=9,endLine=9,col=7,endColumn=11,title=quire ts2322::Type/,
    ],
    [
      "a warning, which is no error",
      ["check", "warn.md"],
      0,
      /^warn\.md:4:1: warning missing-name: No cell above defines `nobody`/,
    ],
    ["unless that is asked for", ["check", "--strict", "warn.md"], 1, /^warn\.md:4:1/],
    ["syntax", ["check", "syntax.md"], 1, /^syntax\.md:2:11: error syntax: [^\n]+\n$/],
    ["a file of another kind", ["check", "index.ts"], 2, /^$/],
    ["no file", ["check", "no.md"], 2, /^$/],
  ])("says %s", async (_, words, status, expected) => {
    const folder = project({
      "README.md": README,
      "good/a.md": "```ts\n1 + 1\n```\n",
      "node_modules/x/README.md": "```ts\nconst a: string = 1\n```\n",
      "bad/b.ipynb": "{ no",
      "warn.md": "text\n\n```ts\nnobody(1); nobody(2)\n```\n",
      "syntax.md": "```ts\nconst a = ;\n```\n\n```ts\na + unknownYet\n```\n",
    })
    const ran = await quire(folder, ...words)
    expect(ran.stdout).toMatch(expected)
    expect(ran.status).toBe(status)
  })

  test("gives all of it as JSON", async () => {
    const folder = project({ "README.md": README })
    const ran = await quire(folder, "check", "--json", "README.md")
    expect(JSON.parse(ran.stdout)).toMatchObject({
      files: 1,
      cells: 2,
      errors: 1,
      findings: [{ file: "README.md", line: 9, column: 7, endLine: 9, endColumn: 11, rule: "ts2322" }],
    })
  })

  test("fetches the types that packages of the notebook lack", async () => {
    const dependencies = "quire: 1\ndependencies:\n  lodash: 4.17.21\n  nanomatch: 1.2.13\n  zod: 4.6.7\n"
    const code = 'import _ from "lodash"\nimport nanomatch from "nanomatch"\nnanomatch(_.chunk(1))\n'
    const folder = project({ "a.md": `---\n${dependencies}---\n\n\`\`\`ts\n${code}\`\`\`\n` })
    const ran = await quire(folder, "check", "a.md")
    // Nobody has written any for nanomatch: it is taken as it is.
    expect(ran.stdout).toMatch(/^a\.md:12:19: error ts2345: Argument of type 'number' [^\n]+\n$/)
  })

  test("finds the places in a Jupyter notebook", async () => {
    const source = ['const a = "\\t"\n', "const b: string = 1"]
    const cell = { cell_type: "code", execution_count: null, metadata: {}, outputs: [], source }
    const metadata = { kernelspec: { name: "deno", display_name: "Deno", language: "typescript" } }
    const text = JSON.stringify({ cells: [cell], metadata, nbformat: 4, nbformat_minor: 5 }, undefined, 1)
    const folder = project({ "a.ipynb": text })
    const ran = await quire(folder, "check", "a.ipynb")
    const line = text.split("\n").findIndex((one) => one.includes("const b")) + 1
    expect(ran.stdout).toBe(`a.ipynb:${line}:12: error ts2322: Type 'number' is not assignable to type 'string'.\n`)
  })

  test("--run holds what cells show against the file; --update writes it, and nothing else", async () => {
    const text = "# A\n\n```ts\n1 + 1\n```\n\n```text output\n3\n```\n\nprose\n\n```ts\nconsole.log(2)\n```\n"
    const folder = project({
      "a.md": text,
      "b.md": "```ts\nthrow new Error('no')\n```\n",
      "c.md": "```ts\n1 + 1\n```\n",
    })
    const wrong = await quire(folder, "check", "--run", "a.md", "b.md")
    expect(wrong.stdout).toBe(
      'a.md:8:1: error output: The cell above shows "2", not "3".\n    quire check --run --update writes what it shows.\n' +
        "b.md:2:7: error run: Error: no\n",
    )
    expect(wrong.status).toBe(1)
    const updated = await quire(folder, "check", "--update", "a.md", "c.md")
    expect(updated).toMatchObject({ status: 0, stdout: "" })
    expect(readFileSync(join(folder, "a.md"), "utf8")).toBe(text.replace("\n3\n", "\n2\n"))
    expect(readFileSync(join(folder, "c.md"), "utf8")).toBe("```ts\n1 + 1\n```\n\n```text output\n2\n```\n")
    expect(await quire(folder, "check", "--run", "a.md", "c.md")).toMatchObject({ status: 0, stdout: "" })
  })

  test("--update leaves all else as it is, whatever an output holds", async () => {
    const cell = "```ts\nconsole.log('x ```'); console.log('```'); console.log('  y')\n```\n"
    const text = `---\n# settings\n---\n\n${cell}\nprose \`\`\` after\n\n- a list\n`.replaceAll("\n", "\r\n")
    const folder = project({ "a.md": text })
    expect((await quire(folder, "check", "--update", "a.md")).status).toBe(0)
    const once = readFileSync(join(folder, "a.md"), "utf8")
    expect(once).toBe(
      text.replace("```\r\n\r\nprose", "```\r\n\r\n````text output\r\nx ```\r\n```\r\n  y\r\n````\r\n\r\nprose"),
    )
    expect((await quire(folder, "check", "--update", "a.md")).status).toBe(0)
    expect(readFileSync(join(folder, "a.md"), "utf8")).toBe(once)
  })

  test("--update writes over nothing that it has not read", async () => {
    const wait = `import { existsSync, writeFileSync } from "node:fs"
writeFileSync("begun", "")
while (!existsSync("changed")) await new Promise((done) => setTimeout(done, 20))`
    const folder = project({
      "slow.md": `\`\`\`ts\n${wait}\nconsole.log(1)\n\`\`\`\n`,
      "died.md":
        "```ts\nconsole.log(1)\nprocess.exit(0)\n```\n\n```text output\n1\n```\n\n```ts\n2\n```\n\n```text output\n2\n```\n",
    })
    writeFileSync(join(folder, "latin.md"), Buffer.from("caf\xe9\n\n```ts\n1\n```\n", "latin1"))
    const slow = quire(folder, "check", "--update", "slow.md")
    await eventually(() => existsSync(join(folder, "begun")), true)
    appendFileSync(join(folder, "slow.md"), "more\n")
    writeFileSync(join(folder, "changed"), "")
    expect((await slow).stdout).toMatch(/^slow\.md:1:1: error output: The file was changed while its cells ran\./)
    expect(readFileSync(join(folder, "slow.md"), "utf8")).toMatch(/```\nmore\n$/)
    const before = ["latin.md", "died.md"].map((name) => readFileSync(join(folder, name)))
    const others = await quire(folder, "check", "--update", "latin.md", "died.md")
    expect(others.stdout).toMatch(
      /latin\.md:1:1: error not-text[^]*died\.md:2:1: error run: The runtime ended itself with code 0/,
    )
    expect(["latin.md", "died.md"].map((name) => readFileSync(join(folder, name)))).toEqual(before)
  })

  test("a reader that has seen enough ends it quietly", () => {
    const folder = project({ "README.md": README })
    const command = `${join(import.meta.dirname, "../../node_modules/.bin/quire")} check README.md 2>&1 | true`
    expect(execFileSync("sh", ["-c", command], { cwd: folder, encoding: "utf8" })).toBe("")
  })
})
