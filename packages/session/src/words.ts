import { assertNever } from "@quire/base"
import type { DeathReason } from "./events.ts"

/** Why a runtime is no more, as a sentence. */
export function describeDeath(reason: DeathReason): string {
  switch (reason.type) {
    case "exit":
      return `The runtime ended itself with code ${reason.code}.`
    case "signal":
      return `The runtime was ended by ${reason.signal}.`
    case "out-of-memory":
      return `The runtime ran out of memory at ${reason.limitMb} MB.`
    case "no-answer":
      return "No answer for 2 s, so the runtime was ended."
    case "idle":
      return `Nothing ran for ${reason.minutes} min, so the runtime was ended.`
    case "restart":
      return "The runtime was restarted."
    case "start-failed":
      return `The runtime could not start: ${reason.message}.`
    default:
      return assertNever(reason)
  }
}
