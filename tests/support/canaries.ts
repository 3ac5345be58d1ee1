import { readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"

/** The forms in which a secret could leak. */
export function formsOf(secret: string): string[] {
  const base64 = Buffer.from(secret).toString("base64")
  return [
    secret,
    base64.replace(/=+$/, ""),
    encodeURIComponent(secret),
    Buffer.from(secret).toString("hex"),
    secret.split("").toReversed().join(""),
  ]
}

/** Where a secret is found, in any form: in the given texts, and in every file below the folders. */
export function findSecret(
  secret: string,
  texts: Readonly<Record<string, string>>,
  folders: readonly string[],
): string[] {
  const forms = formsOf(secret)
  const found = Object.entries(texts).flatMap(([name, text]) =>
    forms.some((form) => text.includes(form)) ? [name] : [],
  )
  for (const folder of folders) {
    for (const file of filesBelow(folder)) {
      const text = readFileSync(file, "latin1")
      if (forms.some((form) => text.includes(form))) found.push(file)
    }
  }
  return found
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true)
}
