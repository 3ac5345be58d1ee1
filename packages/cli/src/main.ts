#!/usr/bin/env node
import { mkdirSync } from "node:fs"
import { enableCompileCache } from "node:module"
import { join } from "node:path"
import { helpText, readCommandLine, readSettings } from "./settings.ts"

// Whoever reads may have seen enough.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 2))
const command = readCommandLine(process.argv.slice(2))
process.exitCode = command.ok ? await main(command.value) : fail(command.error.problems)

async function main({
  words,
  flags,
  params,
  wantsHelp,
  isJson,
  switches,
}: {
  words: readonly string[]
  flags: Readonly<Record<string, string | undefined>>
  params: readonly string[]
  wantsHelp: boolean
  isJson: boolean
  switches: ReadonlySet<string>
}): Promise<number> {
  if (wantsHelp) {
    process.stdout.write(helpText())
    return 0
  }
  const settings = readSettings(flags, process.env)
  if (!settings.ok) return fail(settings.error.problems)
  makePrivate(settings.value.dataFolder)
  // Compiled code is kept, for this process and all that it starts. What loads much is imported after this.
  enableCompileCache(join(settings.value.dataFolder, "cache"))
  const [verb, ...rest] = words
  if (verb === "run") {
    const [notebook, ...more] = rest
    if (notebook === undefined || more.length > 0) return fail(["quire run takes one notebook"])
    const { runNotebook } = await import("./run.ts")
    return await runNotebook(notebook, { out: flags["out"], params, dataFolder: settings.value.dataFolder })
  }
  if (verb === "check") {
    const { check } = await import("./check/check.ts")
    return await check(rest, {
      runs: switches.has("run"),
      updates: switches.has("update"),
      isStrict: switches.has("strict"),
      isJson,
      isGithub: switches.has("github") || process.env["GITHUB_ACTIONS"] === "true",
      dataFolder: settings.value.dataFolder,
    })
  }
  if (verb === "convert") {
    const [input, output, ...more] = rest
    if (input === undefined || output === undefined || more.length > 0) return fail(["quire convert takes two files"])
    const { convertFile } = await import("./convert.ts")
    return await convertFile(input, output)
  }
  if (verb === "doctor") {
    const [url, ...more] = rest
    if (more.length > 0) return fail(["quire doctor takes one address, or none"])
    const { doctor } = await import("./doctor.ts")
    return await doctor({ url, region: flags["region"], profile: flags["profile"], isJson }, settings.value)
  }
  if (rest.length > 0) return fail([`"${words.join(" ")}" is no command: see quire --help`])
  const { serve } = await import("./serve.ts")
  return await serve(verb, settings.value)
}

function fail(problems: readonly string[]): number {
  for (const problem of problems) process.stderr.write(`quire: ${problem}\n`)
  return 2
}

/** Before anybody else makes it: what lies in the data folder is for nobody else to read. Where it cannot be made, who
 *  needs it says so. */
function makePrivate(dataFolder: string): void {
  try {
    mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  } catch {
    // Said by the host.
  }
}
