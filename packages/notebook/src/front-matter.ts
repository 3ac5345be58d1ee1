import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import { isMap, isScalar, parseDocument } from "yaml"
import type { Notebook } from "./model.ts"

/** What a notebook asks for at its top. All else that stands there is kept as text. */
export interface FrontMatter {
  /** npm name → exact version. */
  readonly dependencies: ReadonlyMap<string, string>
  /** Cells run by themselves when what they use changed. */
  readonly isReactive: boolean
  /** A cell with a type error does not run (`type-errors: stop`). */
  readonly typeErrorsStop: boolean
}

export type FrontMatterError =
  | { readonly code: "too-large"; readonly bytes: number; readonly limit: number }
  | { readonly code: "invalid-yaml"; readonly line: number; readonly because: string }
  | { readonly code: "invalid-dependency"; readonly name: string; readonly because: string }

export const NO_FRONT_MATTER: FrontMatter = { dependencies: new Map(), isReactive: false, typeErrorsStop: false }

const LIMIT = 64 * 1024

/** Reads the YAML at the top (core schema, ≤ 64 KiB, ≤ 100 aliases: DESIGN §3). Its text is kept whatever this says. */
export function readFrontMatter(source: string): Result<FrontMatter, FrontMatterError> {
  if (source.length > LIMIT) return err({ code: "too-large", bytes: source.length, limit: LIMIT })
  const document = parseDocument(source, { schema: "core", prettyErrors: false, logLevel: "silent" })
  const [problem] = document.errors
  if (problem !== undefined) {
    const line = source.slice(0, problem.pos[0]).split("\n").length
    return err({ code: "invalid-yaml", line, because: problem.message })
  }
  const root = document.contents
  if (root === null) return ok(NO_FRONT_MATTER)
  if (!isMap(root)) return err({ code: "invalid-yaml", line: 1, because: "it must be a map of keys to values" })
  const dependencies = new Map<string, string>()
  const listed = root.get("dependencies")
  if (isMap(listed)) {
    for (const { key, value } of listed.items) {
      const name = isScalar(key) ? String(key.value) : ""
      const version = isScalar(value) ? String(value.source ?? value.value) : ""
      const because = whyNoDependency(name, version)
      if (because !== undefined) return err({ code: "invalid-dependency", name, because })
      dependencies.set(name, version)
    }
  }
  return ok({
    dependencies,
    isReactive: isScalar(root.get("reactive", true)) && String(root.get("reactive")) === "true",
    typeErrorsStop: isScalar(root.get("type-errors", true)) && String(root.get("type-errors")) === "stop",
  })
}

/** Why a front matter cannot be read, as the end of a sentence. */
export function describeFrontMatterError(error: FrontMatterError): string {
  switch (error.code) {
    case "too-large":
      return `it is larger than ${error.limit / 1024} KB`
    case "invalid-yaml":
      return `line ${error.line}: ${error.because}`
    case "invalid-dependency":
      return `${error.name}: ${error.because}`
  }
}

/** The text of a front matter with one dependency added or replaced; comments and order stay. */
export function withDependency(source: string, name: string, version: string): string {
  const document = parseDocument(source, { schema: "core", logLevel: "silent" })
  if (document.has("dependencies") && !isMap(document.get("dependencies"))) document.delete("dependencies")
  document.setIn(["dependencies", name], version)
  return document.toString().replace(/\n$/, "")
}

/** The front matter's text of a notebook, empty when it has none. */
export function frontMatterSource(notebook: Notebook): string {
  return notebook.frontMatter?.source ?? ""
}

// Both reach a command line and a file: the forms that npm itself allows, and exact versions only.
const PACKAGE_NAME = /^(?:@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/
const EXACT_VERSION = /^\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?(?:\+[0-9A-Za-z.-]+)?$/

function whyNoDependency(name: string, version: string): string | undefined {
  if (!PACKAGE_NAME.test(name)) return "this is no package name"
  if (!EXACT_VERSION.test(version)) return `"${version}" is no exact version like 1.2.3`
  return undefined
}
