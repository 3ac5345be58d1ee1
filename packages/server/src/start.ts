import type { Server } from "node:http"
import type { AddressInfo } from "node:net"
import { networkInterfaces } from "node:os"
import { setTimeout as sleep } from "node:timers/promises"
import { getRequestListener } from "@hono/node-server"
import { createServer } from "node:http"
import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import { randomIds, startHost, systemClock } from "@quire/host"
import type { Host, HostError, HostOptions } from "@quire/host"
import type { NewStorage } from "@quire/protocol"
import { destination, pino } from "pino"
import { makeApp } from "./app.ts"
import { Auth } from "./auth/auth.ts"
import type { ServerContext } from "./context.ts"
import { SettingsDatabase } from "./settings/database.ts"
import { openSecretBox } from "./settings/secret-box.ts"
import type { SecretBox } from "./settings/secret-box.ts"
import { Storages } from "./settings/storages.ts"
import { acceptSockets } from "./sync/upgrade.ts"

export interface ServerOptions {
  readonly host: string
  /** 0 takes any. */
  readonly port: number
  readonly dataFolder: string
  /** What to tell people when the data folder ends with the server. */
  readonly unkept?: HostOptions["unkept"]
  readonly home: string
  readonly token?: string | undefined
  /** Names allowed in `Host` beside what is listened on. */
  readonly hosts: readonly string[]
  readonly secretKey?: string | undefined
  readonly mayUseServerIdentity: boolean
  /** Storages that are there at each start (`QUIRE_STORAGES`). */
  readonly storages: readonly NewStorage[]
  readonly memoryMb?: number
  readonly idleMinutes?: number
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The built page. */
  readonly pageFolder: string
  /** The notebook that teaches, as text. */
  readonly tour: string
}

export type ServerError =
  | HostError
  | { readonly code: "port-busy"; readonly port: number }
  | { readonly code: "cannot-listen"; readonly because: string }

export interface RunningServer extends AsyncDisposable {
  readonly url: string
  readonly token: string
  readonly port: number
}

const STOP_WITHIN_MS = 9000

/** Starts the server: one process, one port. Disposing of it saves what can be saved, within ten seconds. */
export async function startServer(options: ServerOptions): Promise<Result<RunningServer, ServerError>> {
  const logger = pino(
    {
      level: "info",
      base: null,
      redact: ["*.token", "*.secretAccessKey", "*.sessionToken", "*.authorization", "*.cookie"],
    },
    destination(2),
  )
  const log: ServerContext["log"] = (level, message, facts = {}) => logger[level](facts, message)
  const onIncident = (what: string, error: unknown): void => {
    log("error", `incident: ${what}`, {
      name: (error as Error | undefined)?.name,
      stack: (error as Error | undefined)?.stack,
    })
  }
  const host = await startHost({
    dataFolder: options.dataFolder,
    keepsText: true,
    unkept: options.unkept,
    environment: options.environment,
    memoryMb: options.memoryMb,
    idleMinutes: options.idleMinutes,
    onIncident,
  })
  if (!host.ok) return host
  const settings = openSettings(options)
  if (!settings.ok) {
    await host.value[Symbol.asyncDispose]()
    return settings
  }
  const { box, database } = settings.value
  const storages = new Storages({
    ...options,
    configured: options.storages,
    database,
    clock: systemClock,
    ids: randomIds,
    onBadRow: (id) => log("warn", "a storage in the settings cannot be read", { id }),
  })
  const auth = new Auth(options.token, box.derive("cookies"))
  let port = options.port
  const border = { auth, hosts: allowedHosts(options), port: () => port }
  const context: ServerContext = {
    host: host.value,
    storages,
    database,
    auth,
    border,
    clock: systemClock,
    startedAt: systemClock.now(),
    tour: options.tour,
    log,
  }
  const app = makeApp(context, options.pageFolder)
  const server = createServer(getRequestListener(app.fetch))
  const endSockets = acceptSockets(server, context)
  const listening = await listen(server, options)
  if (!listening.ok) {
    await host.value[Symbol.asyncDispose]()
    database[Symbol.dispose]()
    return listening
  }
  port = (server.address() as AddressInfo).port
  const name = options.host.includes(":") ? `[${options.host}]` : options.host
  return ok({
    url: `http://${name}:${port}/`,
    token: auth.token,
    port,
    [Symbol.asyncDispose]: () => {
      endSockets()
      return stop(server, host.value, database)
    },
  })
}

function openSettings({
  dataFolder,
  secretKey,
}: ServerOptions): Result<{ box: SecretBox; database: SettingsDatabase }, ServerError> {
  try {
    const box = openSecretBox(dataFolder, secretKey)
    return ok({ box, database: new SettingsDatabase(dataFolder, box) })
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error)
    return err({ code: "data-folder-unusable", folder: dataFolder, because })
  }
}

async function listen(server: Server, { host, port }: ServerOptions): Promise<Result<void, ServerError>> {
  return await new Promise((resolve) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      resolve(
        err(
          error.code === "EADDRINUSE" ? { code: "port-busy", port } : { code: "cannot-listen", because: error.message },
        ),
      )
    })
    server.listen(port, host, () => resolve(ok(undefined)))
  })
}

async function stop(server: Server, host: Host, database: SettingsDatabase): Promise<void> {
  server.close()
  server.closeAllConnections()
  await Promise.race([host[Symbol.asyncDispose](), sleep(STOP_WITHIN_MS, undefined, { ref: false })])
  database[Symbol.dispose]()
}

function allowedHosts({ host, hosts }: ServerOptions): Set<string> {
  const isEverywhere = host === "0.0.0.0" || host === "::"
  const own = isEverywhere
    ? Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map(({ address }) => address))
    : [host]
  return new Set([...own, ...hosts, "localhost", "127.0.0.1", "::1"].map((name) => name.toLowerCase()))
}
