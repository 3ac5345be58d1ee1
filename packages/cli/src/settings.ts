import { homedir } from "node:os"
import { join, resolve } from "node:path"
import { parseArgs } from "node:util"
import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import { newStorage } from "@quire/protocol"
import type { NewStorage } from "@quire/protocol"

/** One table of all settings: it prints `--help` and the README's list, and reads flags and variables. */
export const SETTINGS = [
  { flag: "host", variable: "QUIRE_HOST", value: "ADDRESS", text: "address to listen on", otherwise: "127.0.0.1" },
  { flag: "port", variable: "QUIRE_PORT", value: "N", text: "port; 0 takes any", otherwise: "8888" },
  {
    flag: "data",
    variable: "QUIRE_DATA",
    value: "FOLDER",
    text: "journal, settings, packages",
    otherwise: "~/.local/share/quire",
  },
  {
    flag: "home",
    variable: "QUIRE_HOME",
    value: "FOLDER",
    text: "the first local storage",
    otherwise: "the current folder",
  },
  {
    flag: "memory",
    variable: "QUIRE_MEMORY_MB",
    value: "MB",
    text: "heap of each notebook's process; all of it may take twice as much",
    otherwise: "1024",
  },
  {
    flag: "idle-minutes",
    variable: "QUIRE_IDLE_MINUTES",
    value: "N",
    text: "ends a process that ran nothing for so long; 0: never",
    otherwise: "0",
  },
  {
    flag: undefined,
    variable: "QUIRE_TOKEN",
    value: "TEXT",
    text: "the token to sign in with",
    otherwise: "made at each start",
  },
  {
    flag: undefined,
    variable: "QUIRE_HOSTS",
    value: "NAMES",
    text: "names allowed in Host, by commas",
    otherwise: "what is listened on",
  },
  {
    flag: undefined,
    variable: "QUIRE_SECRET_KEY",
    value: "TEXT",
    text: "encrypts typed keys",
    otherwise: "a file in the data folder",
  },
  {
    flag: undefined,
    variable: "QUIRE_AWS_CREDENTIALS",
    value: "off",
    text: "off: never use the server's own AWS keys",
    otherwise: "on",
  },
  {
    flag: undefined,
    variable: "QUIRE_CREDENTIAL_PROCESS_SECONDS",
    value: "N",
    text: "how long a profile's credential_process may take",
    otherwise: "10",
  },
  {
    flag: undefined,
    variable: "QUIRE_STORAGES",
    value: "JSON",
    text: "storages that are there at each start, a list",
    otherwise: "none",
  },
] as const

export interface Settings {
  readonly host: string
  readonly port: number
  readonly dataFolder: string
  readonly home: string
  readonly memoryMb: number
  readonly idleMinutes: number
  readonly token: string | undefined
  readonly hosts: readonly string[]
  readonly secretKey: string | undefined
  readonly mayUseServerIdentity: boolean
  readonly storages: readonly NewStorage[]
}

export interface SettingsError {
  readonly code: "bad-setting"
  readonly problems: readonly string[]
}

/** Settings from flags and variables; an empty variable is unset. All bad values are named at once. */
export function readSettings(
  flags: Readonly<Record<string, string | undefined>>,
  environment: Readonly<Record<string, string | undefined>>,
): Result<Settings, SettingsError> {
  const get = (variable: string, flag?: string): string | undefined => {
    const value = (flag === undefined ? undefined : flags[flag]) ?? environment[variable]?.trim()
    return value === "" ? undefined : value
  }
  const problems: string[] = []
  const portText = get("QUIRE_PORT", "port") ?? "8888"
  const port = Number(portText)
  if (!/^\d+$/.test(portText) || port > 65_535)
    problems.push(`--port (QUIRE_PORT) is "${portText}": it takes a number from 0 to 65535`)
  const aws = get("QUIRE_AWS_CREDENTIALS") ?? "on"
  if (!/^(?:on|off)$/i.test(aws)) problems.push(`QUIRE_AWS_CREDENTIALS is "${aws}": it takes on or off`)
  const token = get("QUIRE_TOKEN")
  if (token !== undefined && token.length < 8) problems.push("QUIRE_TOKEN is too short: it takes 8 characters or more")
  const host = get("QUIRE_HOST", "host") ?? "127.0.0.1"
  if (/[\s/]/.test(host)) problems.push(`--host (QUIRE_HOST) is "${host}": it takes an address or a name`)
  const memoryMb = readNumber(get("QUIRE_MEMORY_MB", "memory") ?? "1024", "--memory (QUIRE_MEMORY_MB)", 64, problems)
  const idle = readNumber(
    get("QUIRE_IDLE_MINUTES", "idle-minutes") ?? "0",
    "--idle-minutes (QUIRE_IDLE_MINUTES)",
    0,
    problems,
  )
  const storages = readStorages(get("QUIRE_STORAGES"), problems)
  if (problems.length > 0) return err({ code: "bad-setting", problems })
  return ok({
    host,
    port,
    dataFolder: resolve(
      get("QUIRE_DATA", "data") ?? join(environment["XDG_DATA_HOME"] ?? join(homedir(), ".local/share"), "quire"),
    ),
    home: resolve(get("QUIRE_HOME", "home") ?? process.cwd()),
    memoryMb,
    idleMinutes: idle,
    token,
    hosts: (get("QUIRE_HOSTS") ?? "")
      .split(",")
      .map((name) => name.trim().toLowerCase())
      .filter((name) => name !== ""),
    secretKey: get("QUIRE_SECRET_KEY"),
    mayUseServerIdentity: aws.toLowerCase() !== "off",
    storages,
  })
}

function readNumber(text: string, name: string, least: number, problems: string[]): number {
  const number = Number(text)
  if (!/^\d+$/.test(text) || number < least)
    problems.push(`${name} is "${text}": it takes a whole number from ${least}`)
  return number
}

const EXAMPLE = '[{"kind":"s3","bucketUrl":"s3://bucket"},{"kind":"local","folder":"/data"}]'

/** A list of storages as the add-storage form sends them. What the list says is tried later, each alone. */
function readStorages(text: string | undefined, problems: string[]): NewStorage[] {
  if (text === undefined) return []
  let listed: unknown
  try {
    listed = JSON.parse(text)
  } catch {
    problems.push(`QUIRE_STORAGES is no JSON: it takes a list such as ${EXAMPLE}`)
    return []
  }
  const read = newStorage.array().safeParse(listed)
  if (read.success) return read.data
  const [issue] = read.error.issues
  problems.push(
    `QUIRE_STORAGES, ${issue?.path.join(".") ?? ""}: ${issue?.message ?? ""}; it takes a list such as ${EXAMPLE}`,
  )
  return []
}

export interface CommandLine {
  readonly words: readonly string[]
  readonly flags: Readonly<Record<string, string | undefined>>
  /** `name=value`, as often as `--param` was given. */
  readonly params: readonly string[]
  readonly wantsHelp: boolean
  readonly isJson: boolean
  /** Flags of one command that take no value. */
  readonly switches: ReadonlySet<string>
}

const SWITCHES = ["run", "update", "strict", "github"]

/** The words and flags of a command line. */
export function readCommandLine(argv: readonly string[]): Result<CommandLine, SettingsError> {
  const named = SETTINGS.flatMap(({ flag }) => (flag === undefined ? [] : [[flag, { type: "string" }] as const]))
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        ...Object.fromEntries(named),
        out: { type: "string" },
        param: { type: "string", multiple: true },
        region: { type: "string" },
        profile: { type: "string" },
        json: { type: "boolean" },
        help: { type: "boolean", short: "h" },
        ...Object.fromEntries(SWITCHES.map((name) => [name, { type: "boolean" }] as const)),
      },
    })
    const { help, json, param, ...flags } = values as {
      help?: boolean
      json?: boolean
      param?: string[]
    } & Record<string, string | undefined>
    const switches = new Set(SWITCHES.filter((name) => name in values))
    const given = { words: positionals, flags, params: param ?? [], switches }
    return ok({ ...given, wantsHelp: help === true, isJson: json === true })
  } catch (error) {
    const because = error instanceof Error ? error.message.split(".")[0] : String(error)
    return err({ code: "bad-setting", problems: [`${because}`] })
  }
}

/** The text of `--help`. */
export function helpText(): string {
  const rows = SETTINGS.map(({ flag, variable, value, text, otherwise }) => {
    const name = flag === undefined ? "" : `--${flag} ${value}`
    return `  ${name.padEnd(16)} ${variable.padEnd(22)} ${text} (${otherwise})`
  })
  return [
    "quire [PATH]            serve; PATH is a folder or a notebook to open",
    "quire run NOTEBOOK      run all cells, exit with 1 when one failed;",
    "                        --param NAME=VALUE sets what the cell named params declares, as often as you like;",
    "                        --out FILE.json writes the results, --out FILE.md or FILE.ipynb the notebook with its outputs",
    "quire check FILES…      types, names and syntax of notebooks and of documents with code, folders too; exit with 1 when",
    "                        something is wrong; --run runs them and holds outputs against the file's, --update writes those,",
    "                        --strict counts warnings, --github annotates, --json",
    "quire build NOTEBOOK    the notebook as a plain .ts module beside it, or in a file that is named after it",
    "quire convert IN OUT    by the names' endings: .md, .ipynb, .livemd, .json (the model), .ts (a plain module);",
    "                        says what OUT cannot hold, line by line",
    "quire doctor [URL]      which credentials would be used and why, and what works of a bucket or folder;",
    "                        --region NAME, --profile NAME, --json; exit with 1 when something is wrong",
    "",
    "Settings, by flag or by variable:",
    ...rows,
    "",
  ].join("\n")
}
