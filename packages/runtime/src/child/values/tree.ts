import { inspect, types } from "node:util"
import type { TreeEntry, TreeNode } from "@quire/protocol/child"

const LINE = 100
const ENTRIES = 100

/** A value as a tree, opened `levels` deep. Getters are not run: they show as `(...)`. */
export function treeNode(value: unknown, levels: number): TreeNode {
  const text = oneLine(value)
  const kind = kindOf(value)
  if (kind !== "object" && kind !== "error" && kind !== "function") return { kind, text, size: 0 }
  const entries = entriesOf(value as object)
  const node = { kind, text, size: entries.size }
  return levels > 0 && entries.size > 0 ? { ...node, entries: readEntries(entries, 0, levels - 1) } : node
}

/** Entries of the value found by following `path` (positions of entries), from `offset`. */
export function expandNode(root: unknown, path: readonly number[], offset: number): TreeNode {
  let value = root
  for (const position of path) value = entriesOf(value as object).at(position)?.value
  const entries = entriesOf(value as object)
  return { kind: kindOf(value), text: oneLine(value), size: entries.size, entries: readEntries(entries, offset, 0) }
}

interface Entries {
  readonly size: number
  at(position: number): { readonly key: string; readonly value: unknown; readonly isGetter?: boolean } | undefined
}

function readEntries(entries: Entries, offset: number, levels: number): TreeEntry[] {
  const list: TreeEntry[] = []
  for (let n = offset; n < Math.min(entries.size, offset + ENTRIES); n++) {
    const entry = entries.at(n)
    if (entry === undefined) continue
    const value: TreeNode =
      entry.isGetter === true ? { kind: "symbol", text: "(...)", size: 0 } : treeNode(entry.value, levels)
    list.push({ key: entry.key.slice(0, 200), value })
  }
  return list
}

/** What a value holds, by position: elements, map and set members, then own properties. */
function entriesOf(value: object): Entries {
  if (Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView))) {
    const list = value as ArrayLike<unknown>
    return { size: list.length, at: (n) => ({ key: String(n), value: list[n] }) }
  }
  if (types.isMap(value)) {
    const pairs = [...value]
    return { size: pairs.length, at: (n) => ({ key: oneLine(pairs[n]?.[0]), value: pairs[n]?.[1] }) }
  }
  if (types.isSet(value)) {
    const members = [...value]
    return { size: members.length, at: (n) => ({ key: String(n), value: members[n] }) }
  }
  const keys = typeof value === "object" || typeof value === "function" ? ownKeys(value) : []
  return {
    size: keys.length,
    at: (n) => {
      const key = keys[n]
      if (key === undefined) return undefined
      const property = Object.getOwnPropertyDescriptor(value, key)
      const isGetter = property !== undefined && !("value" in property)
      return { key: typeof key === "symbol" ? `[${String(key)}]` : key, value: property?.value as unknown, isGetter }
    },
  }
}

function ownKeys(value: object): (string | symbol)[] {
  try {
    const isError = types.isNativeError(value)
    return Reflect.ownKeys(value).filter(
      (key) => isError || Object.getOwnPropertyDescriptor(value, key)?.enumerable === true,
    )
  } catch {
    return []
  }
}

function kindOf(value: unknown): TreeNode["kind"] {
  if (value === null) return "null"
  const type = typeof value
  if (type !== "object") return type
  return types.isDate(value) ? "date" : types.isNativeError(value) ? "error" : "object"
}

function oneLine(value: unknown): string {
  try {
    const options = {
      depth: 0,
      breakLength: Infinity,
      compact: true,
      maxArrayLength: 6,
      maxStringLength: 10_000,
    } as const
    const text = inspect(value, options).replace(/\s*\n\s*/g, " ")
    const limit = typeof value === "string" ? 10_000 : LINE
    return text.length > limit ? `${text.slice(0, limit - 1)}…` : text
  } catch (error) {
    return `(${error instanceof Error ? error.message : "cannot be shown"})`
  }
}
