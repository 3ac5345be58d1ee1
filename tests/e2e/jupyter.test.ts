import { cpSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import type { Browser } from "playwright-core"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { eventually, notebookPath, openPage, startBrowser } from "../support/browser.ts"
import { newFolder, startQuire } from "../support/server.ts"

const INPUTS = join(import.meta.dirname, "../fixtures/inputs/ipynb")

let browser: Browser
beforeAll(async () => {
  browser = await startBrowser()
})
afterAll(async () => {
  await browser.close()
})

interface File {
  readonly cells: readonly { readonly source: readonly string[]; readonly outputs?: readonly unknown[] }[]
}

describe("[S30] a Jupyter notebook is edited together, run and saved as its own kind", () => {
  test("of the Deno kernel: what its file has is shown, two people write, one runs, another server opens it", async () => {
    const home = newFolder("home")
    const file = join(home, "intro.ipynb")
    const text = `${JSON.stringify(
      {
        cells: [
          { cell_type: "markdown", id: "a", metadata: { tags: ["x"] }, source: ["# Intro"] },
          {
            cell_type: "code",
            execution_count: 3,
            id: "b",
            metadata: {},
            outputs: [{ name: "stdout", output_type: "stream", text: ["from Deno\n"] }],
            source: ["const a = 1"],
          },
          { cell_type: "code", execution_count: null, id: "c", metadata: {}, outputs: [], source: ["a + 41"] },
        ],
        metadata: { kernelspec: { display_name: "Deno", language: "typescript", name: "deno" } },
        nbformat: 4,
        nbformat_minor: 5,
      },
      undefined,
      1,
    )}\n`
    writeFileSync(file, text)
    const read = (): string => readFileSync(file, "utf8")
    {
      await using quire = await startQuire({ home })
      const path = notebookPath("home", "/intro.ipynb")
      const [ada, bob] = [await openPage(browser, quire, path), await openPage(browser, quire, path)]
      await ada.getByText("from Deno").waitFor()
      expect(read()).toBe(text)
      await ada.getByRole("textbox", { name: "Code" }).first().click()
      await ada.keyboard.press("ControlOrMeta+End")
      await ada.keyboard.type(" // ada")
      await bob.getByRole("textbox", { name: "Code" }).last().click()
      await bob.keyboard.press("ControlOrMeta+End")
      await bob.keyboard.type(" // bob")
      await bob.getByText("// ada").waitFor()
      await eventually(
        read,
        text.replace('"const a = 1"', '"const a = 1 // ada"').replace('"a + 41"', '"a + 41 // bob"'),
      )
      await ada.keyboard.press("ControlOrMeta+Shift+Enter")
      await bob.getByText("42", { exact: true }).waitFor()
      await eventually(
        () => (JSON.parse(read()) as File).cells.map(({ outputs }) => outputs ?? []),
        [[], [], [{ data: { "text/plain": ["42"] }, execution_count: 2, metadata: {}, output_type: "execute_result" }]],
      )
      expect([...ada.errors, ...bob.errors]).toEqual([])
    }
    await using quire = await startQuire({ home })
    const again = await openPage(browser, quire, notebookPath("home", "/intro.ipynb"))
    await again.getByText("42", { exact: true }).waitFor()
  })

  test("of another language: every cell is there, marked, with what it showed", async () => {
    const home = newFolder("home")
    const name = "nbformat--tests-test4.5.ipynb"
    cpSync(join(INPUTS, name), join(home, name))
    await using quire = await startQuire({ home })
    const page = await openPage(browser, quire, notebookPath("home", `/${name}`))
    await page.getByText("Python · not run by Quire").first().waitFor()
    const { cells } = JSON.parse(readFileSync(join(INPUTS, name), "utf8")) as File
    await eventually(() => page.locator("[data-cell]").count(), cells.length)
    expect(await page.getByRole("button", { name: /^Run this cell/ }).count()).toBe(0)
    expect(page.errors).toEqual([])
  })

  test("of an old format, with imports of Deno: both are said, and npm's go to the dependencies", async () => {
    const home = newFolder("home")
    const file = join(home, "old.ipynb")
    const input = ['import { z } from "npm:zod@4.4.3"\n', 'import { y } from "jsr:@std/csv@1.0.0"\n', "typeof z"]
    const cell = { cell_type: "code", input, language: "typescript", outputs: [], metadata: {} }
    const kernelspec = { name: "deno", language: "typescript", display_name: "Deno" }
    writeFileSync(file, JSON.stringify({ metadata: { kernelspec }, nbformat: 3, worksheets: [{ cells: [cell] }] }))
    await using quire = await startQuire({ home })
    const page = await openPage(browser, quire, notebookPath("home", "/old.ipynb"))
    await page.getByText("This file is of Jupyter’s format 3.").waitFor()
    await page.getByText("2 imports name a registry.").waitFor()
    await page.getByRole("button", { name: "Move zod to dependencies" }).click()
    await page.getByText("1 import names a registry.").waitFor()
    await page.getByText("This file is of Jupyter’s format 3.").waitFor({ state: "detached" })
    await eventually(
      () => JSON.parse(readFileSync(file, "utf8")) as { nbformat: number; metadata: { quire?: object } },
      ({ nbformat, metadata }) => nbformat === 4 && JSON.stringify(metadata.quire).includes("zod: 4.4.3"),
    )
    const { cells } = JSON.parse(readFileSync(file, "utf8")) as File
    expect(cells[0]?.source[0]).toBe('import { z } from "zod"\n')
  })

  test("that is damaged: one clear line with the place, and the file is left", async () => {
    const home = newFolder("home")
    writeFileSync(join(home, "bad.ipynb"), '{\n "cells": [\n  null\n ]\n}')
    await using quire = await startQuire({ home })
    const page = await openPage(browser, quire, notebookPath("home", "/bad.ipynb"))
    await page.getByText("/bad.ipynb, line 3, column 3: cell 1 is null, not an object.").waitFor()
    expect(readFileSync(join(home, "bad.ipynb"), "utf8")).toContain("null")
  })

  test("that somebody damages while it is open: it is left as it is, and said, and mended again", async () => {
    const home = newFolder("home")
    const file = join(home, "n.ipynb")
    const text = JSON.stringify({ cells: [{ cell_type: "raw", metadata: {}, source: "one" }], metadata: {} })
    writeFileSync(file, text)
    await using quire = await startQuire({ home })
    const page = await openPage(browser, quire, notebookPath("home", "/n.ipynb"))
    await page.getByRole("textbox", { name: "Code" }).waitFor()
    writeFileSync(file, "{ half")
    await page.getByRole("textbox", { name: "Code" }).click()
    await page.keyboard.type("more ")
    await page.getByText("line 1, column 3").waitFor()
    expect(readFileSync(file, "utf8")).toBe("{ half")
    writeFileSync(file, text)
    await eventually(
      () => readFileSync(file, "utf8"),
      (now) => now.includes("onemore"),
      30_000,
    )
  })
})
