import type { Clock } from "@quire/base"
import type { Host } from "@quire/host"
import type { Auth } from "./auth/auth.ts"
import type { BorderOptions } from "./auth/border.ts"
import type { SettingsDatabase } from "./settings/database.ts"
import type { Storages } from "./settings/storages.ts"

/** What the routes work with. */
export interface ServerContext {
  readonly host: Host
  readonly storages: Storages
  readonly database: SettingsDatabase
  readonly auth: Auth
  readonly border: BorderOptions
  readonly clock: Clock
  readonly startedAt: number
  /** The notebook that teaches, as text. */
  readonly tour: string
  readonly log: (level: "info" | "warn" | "error", message: string, facts?: Readonly<Record<string, unknown>>) => void
}
