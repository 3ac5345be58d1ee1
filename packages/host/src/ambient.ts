import { randomBytes } from "node:crypto"
import type { Clock, Ids } from "@quire/base"

/** This machine's clock. */
export const systemClock: Clock = { now: () => Date.now() }

/** 96 random bits as 20 letters and digits. */
export const randomIds: Ids = {
  next: () => BigInt(`0x1${randomBytes(12).toString("hex")}`).toString(36),
}
