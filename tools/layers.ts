/** What one package may import of this repository (DESIGN §2). Outside packages stand in its own manifest. */
export interface Layer {
  readonly imports: readonly PackageName[]
  /** Packages of which it may import types only. */
  readonly importsTypes?: readonly PackageName[]
  /** What it compiles against: the ES library alone, Node (which alone gives it `node:*`) or the DOM. */
  readonly platform: "pure" | "node" | "dom"
  /** Second interfaces beside the index, for those who must not load all of it. */
  readonly entries?: readonly string[]
  /** First folder or file below `src` → what differs there. */
  readonly parts?: Readonly<Record<string, Part>>
}

export interface Part {
  readonly imports?: readonly PackageName[]
  /** Folders of the same package that it never imports. */
  readonly never?: readonly string[]
}

export type PackageName =
  | "base"
  | "notebook"
  | "session"
  | "protocol"
  | "language"
  | "storage"
  | "kit"
  | "runtime"
  | "host"
  | "server"
  | "web"
  | "cli"

/** The one allow-table. `tools/check-layers.ts` holds the code against it. */
export const LAYERS: Readonly<Record<PackageName, Layer>> = {
  base: { imports: [], platform: "pure" },
  notebook: { imports: ["base"], platform: "pure" },
  // What is kept of a flood is known to the cell process, which does without the rest.
  session: { imports: ["base", "notebook"], platform: "pure", entries: ["limits"] },
  // The cell process starts often, and does without the library that checks schemas (75 ms).
  protocol: { imports: ["base", "notebook"], importsTypes: ["session"], platform: "pure", entries: ["child"] },
  // The server starts its process, and loads no compiler until it must.
  language: { imports: ["base", "notebook", "protocol"], platform: "node", entries: ["direct"] },
  storage: { imports: ["base"], platform: "node" },
  kit: { imports: ["base"], importsTypes: ["notebook"], platform: "node" },
  runtime: {
    imports: ["base", "notebook", "protocol"],
    platform: "node",
    parts: {
      child: { imports: ["kit", "session"], never: ["parent"] },
      parent: { never: ["child"] },
      // The host gets the handle only, and so must not load what runs in the cell process.
      "index.ts": { never: ["child"] },
    },
  },
  host: {
    imports: ["base", "notebook", "session", "protocol", "language", "storage", "runtime"],
    platform: "node",
  },
  server: {
    imports: ["base", "notebook", "session", "protocol", "language", "storage", "runtime", "host"],
    platform: "node",
  },
  web: { imports: ["base", "notebook", "session", "protocol"], platform: "dom" },
  cli: { imports: ["base", "notebook", "language", "protocol", "host", "server", "storage", "kit"], platform: "node" },
}

/** Where an importing file stands: in which package, and in which part of it (`parts` above). */
export interface Importer {
  readonly name: string
  readonly part: string
}

/** Why a file may not import another package of ours; undefined when it may. */
export function whyNotPackage({ name, part }: Importer, other: string, isType: boolean): string | undefined {
  const layer = layerOf(name)
  const values: readonly string[] = [...(layer?.imports ?? []), ...(layer?.parts?.[part]?.imports ?? [])]
  const types: readonly string[] = layer?.importsTypes ?? []
  if (values.includes(other) || (isType && types.includes(other))) return undefined
  return types.includes(other) ? `${name} may import only types of ${other}` : `${name} may not import ${other}`
}

/** Why a file may not import a part of its own package; undefined when it may. */
export function whyNotPart({ name, part }: Importer, other: string): string | undefined {
  const never = layerOf(name)?.parts?.[part]?.never ?? []
  return never.includes(other) ? `${name}/${part} may not import ${name}/${other}` : undefined
}

/** The row of a package, or undefined when the table has none. */
export function layerOf(name: string): Layer | undefined {
  return Object.hasOwn(LAYERS, name) ? LAYERS[name as PackageName] : undefined
}
