/** An import that names a registry, as Deno's notebooks have them: `npm:zod@3.22.4/v4`. */
export interface RegistryImport {
  readonly specifier: string
  readonly registry: "npm" | "jsr"
  readonly name: string
  /** As written: exact, a range, or undefined. */
  readonly version: string | undefined
  /** What to import of the package, `/v4`, or nothing. */
  readonly path: string
}

const QUOTED = /(["'])((?:npm|jsr):\/?(@[\w.-]+\/[\w.-]+|[\w.-]+)(?:@([^"'/\s]+))?((?:\/[^"'\s]*)?))\1/g

/** The imports of a code that name a registry, each once. Found by their look: nothing else is written so. */
export function registryImports(source: string): RegistryImport[] {
  const found = new Map<string, RegistryImport>()
  for (const [, , specifier = "", name = "", version, path = ""] of source.matchAll(QUOTED)) {
    const registry = specifier.startsWith("npm:") ? "npm" : "jsr"
    found.set(specifier, { specifier, registry, name, version, path })
  }
  return [...found.values()]
}

/** Whether a version is one and no other, so that it can be a dependency as it stands. */
export function isExact({ registry, name, version }: RegistryImport): boolean {
  const isName = /^(?:@[a-z0-9][a-z0-9._-]*\/)?[a-z0-9][a-z0-9._-]*$/.test(name)
  return isName && registry === "npm" && version !== undefined && /^\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/.test(version)
}

/** The code with bare imports instead of those. */
export function withBareImports(source: string, imports: readonly RegistryImport[]): string {
  const wanted = new Map(imports.map(({ specifier, name, path }) => [specifier, name + path]))
  return source.replace(QUOTED, (all, quote: string, specifier: string) => {
    const bare = wanted.get(specifier)
    return bare === undefined ? all : quote + bare + quote
  })
}
