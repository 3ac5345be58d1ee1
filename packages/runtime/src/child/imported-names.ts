/** The second argument of `import()`, or what the compiled form of a static import says of it. */
export interface ImportOptions {
  readonly with?: { readonly type?: string }
  /** Must be there. */
  readonly importedNames?: readonly string[]
  /** Types perhaps; who reads one learns that it is not there. */
  readonly optionalNames?: readonly string[]
  /** Local name → the module's, `*` for its namespace. */
  readonly renamed?: Readonly<Record<string, string>>
}

/** What a static import takes of a module, under the names of the cell, if it is there. */
export function withNames(module: object, specifier: string, options?: ImportOptions): object {
  const { importedNames = [], optionalNames = [], renamed = {} } = options ?? {}
  const nameIn = (local: string): string => renamed[local] ?? local
  const isThere = (local: string): boolean => nameIn(local) === "*" || nameIn(local) in module
  for (const local of importedNames) if (!isThere(local)) throw notExported(specifier, nameIn(local))
  if (Object.keys(renamed).length === 0 && optionalNames.every(isThere)) return module
  const taken: object = Object.create(null) as object
  for (const local of [...importedNames, ...optionalNames]) {
    const get = (): unknown => {
      if (!isThere(local)) throw notExported(specifier, nameIn(local))
      return nameIn(local) === "*" ? module : Reflect.get(module, nameIn(local))
    }
    Object.defineProperty(taken, local, { enumerable: true, get })
  }
  return taken
}

/** As Node says it when it links modules. */
function notExported(specifier: string, name: string): SyntaxError {
  const bare = specifier.replace(/^quire-(?:text|json):/, "")
  return new SyntaxError(`The requested module '${bare}' does not provide an export named '${name}'`)
}
