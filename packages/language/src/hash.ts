import { createHash } from "node:crypto"

/** Names a text: what has the same name is the same. */
export function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 22)
}
