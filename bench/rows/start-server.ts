import { spawn } from "node:child_process"
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { temporaryFolder } from "../folder.ts"
import { takeTurns, time } from "../measure.ts"
import type { Row } from "../measure.ts"

const MAIN = join(import.meta.dirname, "../../packages/cli/src/main.ts")

/** From the command to the printed address, against Node that starts and ends. The data folder is there already, as at
 *  every start but the first. */
export async function startServerRows(): Promise<Row[]> {
  using folder = temporaryFolder()
  const [data, home, empty] = ["data", "home", "empty.ts"].map((name) => join(folder.path, name)) as [
    string,
    string,
    string,
  ]
  mkdirSync(home)
  writeFileSync(empty, "")
  const node =
    (...words: string[]) =>
    (): Promise<number> =>
      time(() => untilExit(words))
  const { ours, bare, file } = await takeTurns(
    {
      ours: () => untilAddress(["--port", "0", "--data", data, "--home", home]),
      bare: node("-e", "0"),
      file: node(empty),
    },
    { count: 15, warmUp: 2 },
  )
  const name = "server start, command to address"
  return [
    { name, ours, besideName: "`node -e 0`", beside: bare, goal: undefined },
    { name, ours, besideName: "`node empty.ts`", beside: file, goal: undefined },
  ]
}

/** Milliseconds until the address is printed. The server has ended when this resolves. */
async function untilAddress(words: readonly string[]): Promise<number> {
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:QUIRE_|AWS_)/.test(name)))
  const start = performance.now()
  const child = spawn(process.execPath, [MAIN, ...words], { env: environment, stdio: ["ignore", "pipe", "pipe"] })
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()))
  let [text, problem] = ["", ""]
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (problem += chunk))
  const printed = new Promise<void>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk
      if (/Quire is at http\S+\n/.test(text)) resolve()
    })
  })
  await Promise.race([printed, exited.then(() => Promise.reject(new Error(`the server did not start: ${problem}`)))])
  const ms = performance.now() - start
  child.kill()
  await exited
  return ms
}

async function untilExit(words: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, words, { stdio: "ignore" })
  await new Promise((resolve) => child.once("exit", resolve))
}
