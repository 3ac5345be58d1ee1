import { readFile } from "node:fs/promises"
import { homedir } from "node:os"
import { join } from "node:path"
import { parseIni } from "../ini.ts"
import type { IniFile } from "../ini.ts"
import { variable } from "./source.ts"
import type { Environment } from "./source.ts"

export type Profile = ReadonlyMap<string, string>

/** AWS's two files, read: profiles and SSO sessions by name. */
export interface ProfileFiles {
  readonly configFile: string
  readonly credentialsFile: string
  readonly profiles: ReadonlyMap<string, Profile>
  readonly ssoSessions: ReadonlyMap<string, Profile>
  /** Files that are there and cannot be read, and lines that are none. */
  readonly problems: readonly string[]
  readonly isNothing: boolean
}

const FILE_LIMIT = 1024 * 1024

/** Reads `~/.aws/config` and `~/.aws/credentials`, or what `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` name. Of
 *  a key in both, the credentials file's wins. */
export async function readProfileFiles(environment: Environment): Promise<ProfileFiles> {
  const home = variable(environment, "HOME") ?? homedir()
  const place = (name: string, usual: string): string =>
    variable(environment, name)?.replace(/^~(?=\/|$)/, home) ?? join(home, ".aws", usual)
  const configFile = place("AWS_CONFIG_FILE", "config")
  const credentialsFile = place("AWS_SHARED_CREDENTIALS_FILE", "credentials")
  const problems: string[] = []
  const [config, credentials] = await Promise.all([readIni(configFile, problems), readIni(credentialsFile, problems)])
  const profiles = new Map<string, Map<string, string>>()
  const ssoSessions = new Map<string, Profile>()
  const add = (name: string, keys: Profile): void => {
    profiles.set(name, new Map([...(profiles.get(name) ?? []), ...keys]))
  }
  for (const [section, keys] of config?.sections ?? []) {
    const [kind = "", ...rest] = section.split(" ")
    const name = unquoted(rest.join(" "))
    if (kind === "sso-session") ssoSessions.set(name, keys)
    else if (kind === "profile") add(name, keys)
    else if (section === "default") add("default", keys)
  }
  for (const [section, keys] of credentials?.sections ?? []) add(section, keys)
  const isNothing = config === undefined && credentials === undefined && problems.length === 0
  return { configFile, credentialsFile, profiles, ssoSessions, problems, isNothing }
}

async function readIni(file: string, problems: string[]): Promise<IniFile | undefined> {
  let bytes: Buffer
  try {
    bytes = await readFile(file)
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException
    if (code === "ENOENT" || code === "ENOTDIR") return undefined
    problems.push(`${file} ${UNREADABLE[code] ?? "cannot be read"}.`)
    return undefined
  }
  if (bytes.length > FILE_LIMIT || bytes.includes(0)) {
    problems.push(`${file} is no text file.`)
    return undefined
  }
  const parsed = parseIni(bytes.toString("utf8"))
  for (const { line, because } of parsed.problems.slice(0, 3)) problems.push(`${file}, line ${line}: ${because}.`)
  return parsed
}

const UNREADABLE: Readonly<Record<string, string>> = {
  EISDIR: "is a folder",
  EACCES: "may not be read by this user",
  EPERM: "may not be read by this user",
}

function unquoted(name: string): string {
  return name.replace(/^(["'])(.*)\1$/, "$2")
}
