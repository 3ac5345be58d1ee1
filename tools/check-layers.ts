// Holds every import and export of packages/*/src against the allow-table in layers.ts (DESIGN §2).
import { Visitor, parseSync } from "oxc-parser"
import type { ParseResult } from "oxc-parser"
import { posix } from "node:path"
import { layerOf, whyNotPackage, whyNotPart } from "./layers.ts"
import type { Importer } from "./layers.ts"
import { isTest, lineAt, readSources, report } from "./problem.ts"
import type { Problem, SourceFile } from "./problem.ts"

/** What the checker reads of a package.json. */
export interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>
  readonly imports?: Readonly<Record<string, string>>
}

interface Import {
  readonly specifier: string
  readonly start: number
  /** Leaves nothing behind in the JavaScript. */
  readonly isType: boolean
}

/** Finds the imports that layer and manifest do not allow, `export *` and default exports of `packages/NAME/src/…`. */
export function checkLayers({ path, text }: SourceFile, manifest: Manifest): Problem[] {
  const [, name = "", , part = ""] = path.split("/")
  if (layerOf(name) === undefined) return [{ file: path, line: 1, message: `tools/layers.ts has no row for ${name}` }]
  const parsed = parseSync(path, text)
  const found = exportsOf(parsed, path)
  for (const { start, specifier, isType } of importsOf(parsed, text)) {
    const target = manifest.imports?.[specifier] ?? specifier
    const folder = target === specifier ? posix.dirname(path) : `packages/${name}`
    const message = target.startsWith(".")
      ? whyNotFile({ name, part }, posix.join(folder, target))
      : whyNotSpecifier({ name, part }, target, isType, manifest)
    if (message !== undefined) found.push({ start, message })
  }
  found.sort((a, b) => a.start - b.start)
  return found.map(({ start, message }) => ({ file: path, line: lineAt(text, start), message }))
}

function importsOf({ module, program }: ParseResult, text: string): Import[] {
  const found = new Map<number, Import>()
  const add = (specifier: string, start: number, isType: boolean): void =>
    void found.set(start, { specifier, start, isType })
  // With verbatimModuleSyntax `import { type A }` still loads the module: only `import type` leaves nothing.
  const isType = (start: number): boolean => /^(im|ex)port\s+type\b/.test(text.slice(start))
  const requests = module.staticExports.flatMap(({ start, entries }) =>
    entries.flatMap(({ moduleRequest }) => (moduleRequest === null ? [] : [{ start, moduleRequest }])),
  )
  for (const { start, moduleRequest } of [...module.staticImports, ...requests])
    add(moduleRequest.value, moduleRequest.start, isType(start))
  for (const { moduleRequest } of module.dynamicImports) {
    const literal = /^(["'`])([^$]*)\1$/.exec(text.slice(moduleRequest.start, moduleRequest.end))?.[2]
    if (literal !== undefined) add(literal, moduleRequest.start, false)
  }
  new Visitor({ TSImportType: ({ source }) => add(source.value, source.start, true) }).visit(program)
  return [...found.values()]
}

function exportsOf({ module }: ParseResult, path: string): { start: number; message: string }[] {
  return module.staticExports.flatMap(({ entries }) =>
    entries.flatMap(({ start, importName, exportName }) => {
      if (importName.kind.startsWith("All")) return [{ start, message: "export *: spell out every name" }]
      const isDefault = exportName.kind === "Default" || exportName.name === "default"
      return isDefault && !path.endsWith(".config.ts") ? [{ start, message: "default export: give it a name" }] : []
    }),
  )
}

function whyNotFile(importer: Importer, target: string): string | undefined {
  const [packages, name, , part = ""] = target.split("/")
  const isInside = packages === "packages" && name === importer.name
  return isInside ? whyNotPart(importer, part) : `${target} lies outside of ${importer.name}`
}

function whyNotSpecifier(
  importer: Importer,
  specifier: string,
  isType: boolean,
  { dependencies = {} }: Manifest,
): string | undefined {
  const platform = layerOf(importer.name)?.platform
  if (specifier.startsWith("node:"))
    return platform === "node" ? undefined : `${importer.name} is ${platform}, and may not import ${specifier}`
  const [, outside = specifier, scope, name = "", subpath] = /^((@[^/]+\/)?([^/]+))(\/.*)?$/.exec(specifier) ?? []
  const isOurs = scope === "@quire/"
  const isEntry = layerOf(name)?.entries?.includes(subpath?.slice(1) ?? "") === true
  if (isOurs && subpath !== undefined && !isEntry) return `${specifier}: ${name} speaks through its index alone`
  const message = isOurs ? whyNotPackage(importer, name, isType) : undefined
  const isListed = Object.hasOwn(dependencies, outside)
  return message ?? (isListed ? undefined : `${outside} is not in the dependencies of ${importer.name}`)
}

if (import.meta.main) {
  const files = readSources("packages/*/src/**/*.{ts,tsx}").filter(({ path }) => !isTest(path))
  const manifests = new Map(
    readSources("packages/*/package.json").map(({ path, text }) => [path.split("/")[1], JSON.parse(text) as Manifest]),
  )
  report(files.flatMap((file) => checkLayers(file, manifests.get(file.path.split("/")[1]) ?? {})))
}
