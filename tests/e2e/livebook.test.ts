import { cpSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { eventually, notebookPath, openPage, startBrowser } from "../support/browser.ts"
import { newFolder, startQuire } from "../support/server.ts"

const INPUTS = join(import.meta.dirname, "../fixtures/inputs")

test("[S31] a Livebook notebook is shown, edited by two, run where its language is ours, and saved as its own kind", async () => {
  const home = newFolder("home")
  const name = "livebook--learn-intro_to_livebook.livemd"
  const file = join(home, name)
  cpSync(join(INPUTS, "livemd", name), file)
  const text = readFileSync(file, "utf8")
  const read = (): string => readFileSync(file, "utf8")
  await using browser = await startBrowser()
  {
    await using quire = await startQuire({ home })
    const path = notebookPath("home", `/${name}`)
    const [ada, bob] = [await openPage(browser, quire, path), await openPage(browser, quire, path)]
    await ada.getByText("Elixir · not run by Quire").first().waitFor()
    expect(read()).toBe(text)
    const code = ada.getByRole("textbox", { name: "Code" }).first()
    await code.click()
    await ada.keyboard.press("ControlOrMeta+End")
    await ada.keyboard.type("\n# ada")
    await ada.keyboard.press("Escape")
    await bob.getByText("# ada").waitFor()
    await bob.getByText("# ada").click()
    await bob.keyboard.press("Escape")
    await bob.keyboard.press("b")
    await bob.locator(".cm-focused", { hasText: "TypeScript. Shift+Enter runs it." }).waitFor()
    await bob.keyboard.type("6 * 7")
    await bob.keyboard.press("Shift+Enter")
    await ada.getByText("42", { exact: true }).waitFor()
    const [first = ""] = /```elixir\n[^]*?\n```/.exec(text) ?? []
    const changed = `${first.slice(0, -3)}# ada\n\`\`\`\n\n\`\`\`ts\n6 * 7\n\`\`\``
    await eventually(read, text.replace(first, changed))
    expect([...ada.errors, ...bob.errors]).toEqual([])
  }
  await using quire = await startQuire({ home })
  const again = await openPage(browser, quire, notebookPath("home", `/${name}`))
  await again.getByText("6 * 7").first().waitFor()
})

test("[S31] [F13] what its cells have shown is shown, and what is odd is said", async () => {
  const home = newFolder("home")
  const output = '<!-- livebook:{"output":true} -->\n\n```\nfrom Livebook\n```\n'
  writeFileSync(join(home, "n.livemd"), `# T\n\n\`\`\`elixir\n1\n\`\`\`\n\n${output}\n<!-- livebook:{ -->\n`)
  await using browser = await startBrowser()
  await using quire = await startQuire({ home })
  const page = await openPage(browser, quire, notebookPath("home", "/n.livemd"))
  await page.getByText("from Livebook").waitFor()
  await page.getByText("line 13: what this comment says to Livebook is no JSON").waitFor()
})
