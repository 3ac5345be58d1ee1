import { spawn } from "node:child_process"
import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import type { CredentialsError, FoundCredentials } from "../credentials.ts"
import { readCredentialsJson } from "./ask-http.ts"
import { failed } from "./failed.ts"
import type { Environment } from "./source.ts"

const OUTPUT_LIMIT = 256 * 1024

/** Runs a profile's `credential_process`. By ourselves: the SDK has no time limit, and its error shows the whole command
 *  line and what the command wrote to stderr. Nothing of either is ever shown here. */
export async function runCredentialProcess(
  command: string,
  profile: string,
  environment: Environment,
  signal: AbortSignal,
): Promise<Result<FoundCredentials, CredentialsError>> {
  const name = `The credential_process of profile ${profile}`
  const ran = await run(command, environment, signal)
  if (ran.problem !== undefined) return err(failed(`${name} ${ran.problem}.`, "Run it by hand to see why."))
  const found = readCredentialsJson(ran.output)
  if (found === undefined) return err(failed(`${name} printed no JSON object.`, "It must print credentials as JSON."))
  const version = (JSON.parse(ran.output) as { Version?: unknown }).Version
  if (version !== 1) return err(failed(`${name} printed another version than 1.`, 'It must print "Version": 1.'))
  return ok(found)
}

async function run(
  command: string,
  environment: Environment,
  signal: AbortSignal,
): Promise<{ readonly output: string; readonly problem: string | undefined }> {
  return await new Promise((resolve) => {
    // A shell, as every other AWS tool: profiles are written for it. A group of its own ends whole.
    const child = spawn(command, {
      shell: true,
      detached: true,
      env: environment as NodeJS.ProcessEnv,
      stdio: ["ignore", "pipe", "ignore"],
    })
    let output = ""
    let problem: string | undefined
    const end = (because: string): void => {
      problem ??= because
      try {
        if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL")
      } catch {
        // Gone already.
      }
    }
    const onAbort = (): void => end("did not answer in time")
    signal.addEventListener("abort", onAbort, { once: true })
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text
      if (output.length > OUTPUT_LIMIT) end("printed too much")
    })
    child.once("error", () => end("could not be started"))
    child.once("close", (code, killed) => {
      signal.removeEventListener("abort", onAbort)
      if (code !== 0) problem ??= killed === null ? `ended with status ${code}` : `was ended by ${killed}`
      resolve({ output, problem })
    })
  })
}
