import { realpathSync } from "node:fs"
import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { readFile } from "node:fs/promises"
import { withNames } from "./imported-names.ts"
import type { ImportOptions } from "./imported-names.ts"

/** Loads what cells import that is no cell: packages, Node's own modules and files. */
export class PackageLoader {
  /** `require` of CommonJS, from the notebook's folder. */
  readonly require: NodeJS.Require
  private readonly kit: object
  private readonly jsons = new Map<string, { readonly text: string; readonly module: object }>()
  private readonly folder = process.cwd()
  private readonly packages = process.env["QUIRE_CHILD_PACKAGES"]

  constructor(kit: object) {
    this.kit = kit
    delete process.env["QUIRE_CHILD_PACKAGES"]
    this.require = this.makeRequire()
  }

  /** `specifier` may carry the import's `type` attribute in front (see `language`). */
  async load(specifier: string, options?: ImportOptions, importer?: string): Promise<unknown> {
    return withNames(await this.loadModule(specifier, options, importer), specifier, options)
  }

  private async loadModule(specifier: string, options?: ImportOptions, importer?: string): Promise<object> {
    if (specifier === "quire/kit") return this.kit
    const [, typed, bare = specifier] = /^quire-(text|json):(.*)$/s.exec(specifier) ?? []
    const type = typed ?? options?.with?.type
    if (type !== undefined && !/^(?:text|json|css|bytes)$/.test(type)) throw unknownType(type)
    const elsewhere = whyElsewhere(bare)
    if (elsewhere !== undefined) throw elsewhere
    const url = this.resolve(bare, importer)
    try {
      if (type === "text") return { default: await readFile(fileURLToPath(url), "utf8") }
      const isJson = type === "json" || url.endsWith(".json")
      if (isJson && url.startsWith("file:")) return await this.json(fileURLToPath(url))
      if (isJson) return (await import(url, { with: { type: "json" } })) as object
      return (await import(url)) as object
    } catch (error) {
      const isItself =
        (error as { url?: unknown }).url === url ||
        (type !== undefined && (error as { code?: unknown }).code === "ENOENT")
      throw isItself ? missingPackage(bare, error) : error
    }
  }

  /** As Node does from the notebook's folder; packages of its front matter come from a folder of their own. */
  resolve(specifier: string, importer?: string): string {
    let failure: unknown
    for (const base of this.basesFor(specifier, importer)) {
      try {
        const url = import.meta.resolve(specifier, pathToFileURL(join(base, "cell.ts")).href)
        // The notebook's own packages, not what lies around their folder.
        if (base === this.packages && url.startsWith("file:") && !this.isOwnPackage(fileURLToPath(url))) continue
        return url
      } catch (error) {
        failure = error
      }
    }
    throw missingPackage(specifier, failure)
  }

  /** Read anew each time, as Node would not; one value as long as the text is the same. */
  private async json(path: string): Promise<object> {
    const text = await readFile(path, "utf8")
    const known = this.jsons.get(path)
    if (known?.text === text) return known.module
    const module = { default: parseJson(path, text) }
    this.jsons.set(path, { text, module })
    return module
  }

  private isOwnPackage(path: string): boolean {
    try {
      return this.packages !== undefined && path.startsWith(realpathSync(join(this.packages, "node_modules")))
    } catch {
      return false
    }
  }

  private basesFor(specifier: string, importer?: string): readonly string[] {
    const isPackage = !/^(?:\.|\/|file:|node:|data:)/.test(specifier)
    if (importer !== undefined) {
      const own = dirname(importer)
      return isPackage && this.packages !== undefined ? [own, this.packages] : [own]
    }
    return this.packages !== undefined && isPackage ? [this.packages, this.folder] : [this.folder]
  }

  private makeRequire(): NodeJS.Require {
    const own = createRequire(join(this.folder, "cell.ts"))
    if (this.packages === undefined) return own
    const packages = createRequire(join(this.packages, "cell.ts"))
    const choose = (specifier: string): NodeJS.Require => {
      if (this.basesFor(specifier).length === 1) return own
      try {
        return this.isOwnPackage(packages.resolve(specifier)) ? packages : own
      } catch {
        return own
      }
    }
    const resolve = (specifier: string, options?: NodeJS.RequireResolveOptions): string =>
      choose(specifier).resolve(specifier, options)
    const found = (specifier: string): unknown => choose(specifier)(specifier) as unknown
    return Object.assign(found, {
      ...own,
      resolve: Object.assign(resolve, { paths: (request: string) => own.resolve.paths(request) }),
    })
  }
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    throw new SyntaxError(`${path} is no JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function unknownType(type: string): TypeError {
  const message = `Import attribute "type" with value "${type}" is not supported`
  return Object.assign(new TypeError(message), { code: "ERR_IMPORT_ATTRIBUTE_UNSUPPORTED" })
}

/** What Deno and browsers load from elsewhere, Node does not. */
function whyElsewhere(specifier: string): Error | undefined {
  const [, scheme, rest = ""] = /^(npm|jsr|https?):\/?(.*)$/s.exec(specifier) ?? []
  if (scheme === undefined) return undefined
  const [name = ""] = /^(?:@[^/]+\/)?[^/@]+/.exec(rest) ?? []
  const words =
    scheme === "npm"
      ? `Packages come from the notebook's dependencies: add ${name} there, and import "${name}" instead of "${specifier}".`
      : scheme === "jsr"
        ? `Packages of jsr are not loaded: find one of npm for "${specifier}", and add it to the notebook's dependencies.`
        : `No code is loaded from the web: keep a copy of ${specifier} beside the notebook, or take a package of npm.`
  return Object.assign(new Error(words), { name: "ModuleNotFoundError", code: "ERR_UNSUPPORTED_ESM_URL_SCHEME" })
}

/** Node's words name a virtual file; ours name the package and what to do. */
function missingPackage(specifier: string, cause: unknown): unknown {
  const { code, message = "" } = (cause ?? {}) as { code?: unknown; message?: string }
  const because = (words: string, more: object = {}): Error =>
    Object.assign(new Error(words), { code, name: "ModuleNotFoundError", ...more })
  if (code === "ERR_PACKAGE_PATH_NOT_EXPORTED")
    return because(`The package does not export ${specifier}: its \`exports\` name what can be imported.`)
  if (code === "ERR_UNSUPPORTED_DIR_IMPORT") return because(`${specifier} is a folder: import a file of it.`)
  if (code !== "ERR_MODULE_NOT_FOUND" && code !== "ENOENT") return cause
  if (/^[./]/.test(specifier)) return because(`There is no file ${specifier} beside this notebook.`)
  const [name = specifier] = /^(?:@[^/]+\/)?[^/]+/.exec(specifier) ?? []
  if (message.startsWith("Cannot find module"))
    return because(`There is no file ${specifier.slice(name.length + 1)} in the package ${name}.`)
  return because(`The package ${name} is not installed. Add it to the notebook's dependencies.`, {
    missingPackage: name,
  })
}
