import type { Result } from "@quire/base"
import type { CredentialsError, CredentialsSource, FieldNames, FoundCredentials } from "../credentials.ts"

/** What is set of a source: enough to say whether to ask it, found without network or processes. */
export type Looked =
  | { readonly isThere: true; readonly reason: string }
  | { readonly isThere: false; readonly reason: string }

export interface Answer {
  readonly found: FoundCredentials
  /** What its fields are called, for messages. */
  readonly fields?: FieldNames | undefined
  readonly notices?: readonly string[] | undefined
}

/** One place that credentials may come from. Neither method throws; `ask` may take as long as `limitMs`, after which
 *  the caller's signal is aborted. */
export interface Source {
  readonly name: Exclude<CredentialsSource, "form">
  readonly limitMs: number
  look(): Promise<Looked>
  /** Undefined: it turned out not to be there after all (no metadata service answers); `skipped` says why. */
  ask(signal: AbortSignal): Promise<Result<Answer, CredentialsError> | Skipped>
}

export interface Skipped {
  readonly skipped: string
}

export type Environment = Readonly<Record<string, string | undefined>>

/** A variable's value, trimmed; empty is unset. */
export function variable(environment: Environment, name: string): string | undefined {
  const value = environment[name]?.trim()
  return value === undefined || value === "" ? undefined : value
}
