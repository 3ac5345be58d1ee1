#!/usr/bin/env node
import { mkdirSync } from "node:fs"
import { enableCompileCache } from "node:module"
import { join } from "node:path"
import { helpText, readCommandLine, readSettings } from "./settings.ts"
import type { CommandLine, Settings } from "./settings.ts"

async function main(line: CommandLine): Promise<number> {
  if (line.wantsHelp) {
    process.stdout.write(helpText())
    return 0
  }
  const settings = readSettings(line.flags, process.env)
  if (!settings.ok) return fail(settings.error.problems)
  makePrivate(settings.value.dataFolder)
  // Compiled code is kept, for this process and all that it starts. What loads much is imported after this.
  enableCompileCache(join(settings.value.dataFolder, "cache"))
  const [verb = "", ...rest] = line.words
  const command = Object.hasOwn(COMMANDS, verb) ? COMMANDS[verb] : undefined
  if (command !== undefined) return await command(rest, line, settings.value)
  if (rest.length > 0) return fail([`"${line.words.join(" ")}" is no command: see quire --help`])
  const { serve } = await import("./serve.ts")
  return await serve(line.words[0], settings.value)
}

type Command = (words: readonly string[], line: CommandLine, settings: Settings) => Promise<number>

const COMMANDS: Readonly<Record<string, Command>> = {
  run: async ([notebook, ...more], { flags, params }, { dataFolder }) => {
    if (notebook === undefined || more.length > 0) return fail(["quire run takes one notebook"])
    const { runNotebook } = await import("./run.ts")
    return await runNotebook(notebook, { out: flags["out"], params, dataFolder })
  },
  check: async (files, { switches, isJson }, { dataFolder }) => {
    const { check } = await import("./check/check.ts")
    return await check(files, {
      runs: switches.has("run"),
      updates: switches.has("update"),
      isStrict: switches.has("strict"),
      isJson,
      isGithub: switches.has("github") || process.env["GITHUB_ACTIONS"] === "true",
      dataFolder,
    })
  },
  build: async ([input, output, ...more]) => {
    if (input === undefined || more.length > 0) return fail(["quire build takes a notebook, and perhaps a file"])
    const { buildFile } = await import("./build.ts")
    return await buildFile(input, output)
  },
  convert: async ([input, output, ...more]) => {
    if (input === undefined || output === undefined || more.length > 0) return fail(["quire convert takes two files"])
    const { convertFile } = await import("./convert.ts")
    return await convertFile(input, output)
  },
  doctor: async ([url, ...more], { flags, isJson }, settings) => {
    if (more.length > 0) return fail(["quire doctor takes one address, or none"])
    const { doctor } = await import("./doctor.ts")
    return await doctor({ url, region: flags["region"], profile: flags["profile"], isJson }, settings)
  },
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

// Whoever reads may have seen enough.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 2))
const command = readCommandLine(process.argv.slice(2))
process.exitCode = command.ok ? await main(command.value) : fail(command.error.problems)
