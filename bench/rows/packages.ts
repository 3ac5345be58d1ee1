import { execFileSync } from "node:child_process"
import { rmSync } from "node:fs"
import { join } from "node:path"
import { temporaryFolder } from "../folder.ts"
import { takeTurns, time } from "../measure.ts"
import type { Row } from "../measure.ts"
import { Packages } from "../../packages/host/src/packages/install.ts"

/** d3 and what it needs: some 35 packages. */
const DEPENDENCIES = new Map([["d3", "7.9.0"]])

/** A second notebook whose lock another one has installed, against a copy by hard links. Needs a registry once. */
export async function packagesRows(): Promise<Row[]> {
  using folder = temporaryFolder()
  const packages = new Packages(join(folder.path, "packages"))
  const install = async (notebook: string, lock: string | undefined): Promise<string> => {
    const installed = await packages.ensure({ notebook, dependencies: DEPENDENCIES, lock }, () => undefined)
    if (!installed.ok) throw new Error(`${installed.error.message}\n${installed.error.log}`)
    return installed.value.lock
  }
  const lock = await install("first", undefined)
  const tree = join(packages.folderOf("first"), "node_modules")
  let count = 0
  const { ours, beside } = await takeTurns(
    {
      ours: async () => {
        const name = `second-${count++}`
        const ms = await time(() => install(name, lock))
        rmSync(packages.folderOf(name), { recursive: true })
        return ms
      },
      beside: async () => {
        const copy = join(folder.path, `copy-${count++}`)
        const ms = await time(() => execFileSync("cp", ["-al", tree, copy]))
        rmSync(copy, { recursive: true })
        return ms
      },
    },
    { count: 21, warmUp: 3 },
  )
  const name = "a second notebook with a known lock (d3)"
  return [{ name, ours, besideName: "`cp -al` of its node_modules", beside, goal: { ratioAtMost: 3 } }]
}
