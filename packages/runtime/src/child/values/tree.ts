import { inspect, types } from "node:util"
import type { TreeEntry, TreeNode } from "@quire/protocol/child"

const LINE = 100
/** Of a value whose parts are shown as well. */
const DEEP_LINE = 240
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
  for (const position of path) {
    const [entry] = entriesOf(value as object).read(position, 1)
    value = entry?.value
  }
  const entries = entriesOf(value as object)
  return { kind: kindOf(value), text: oneLine(value), size: entries.size, entries: readEntries(entries, offset, 0) }
}

interface Entry {
  readonly key: string
  readonly value: unknown
  readonly isGetter?: boolean
}

interface Entries {
  readonly size: number
  /** Those from `from`, at most `count`. */
  read(from: number, count: number): Iterable<Entry>
}

function readEntries(entries: Entries, offset: number, levels: number): TreeEntry[] {
  return Array.from(entries.read(offset, ENTRIES), ({ key, value, isGetter }) => {
    const node: TreeNode = isGetter === true ? { kind: "symbol", text: "(...)", size: 0 } : treeNode(value, levels)
    return { key: key.slice(0, 200), value: node }
  })
}

/** What a value holds, by position: elements, map and set members, then own properties. No code of the value runs: a
 *  proxy holds nothing, and a map's own iterator is not asked. */
function entriesOf(value: object): Entries {
  if (types.isProxy(value)) return { size: 0, read: () => [] }
  if (Array.isArray(value) || types.isTypedArray(value)) {
    const list = value as ArrayLike<unknown>
    return byPosition(list.length, (n) => ({ key: String(n), ...fieldOf(value, String(n)) }))
  }
  if (types.isMap(value)) {
    const size = Reflect.get(Map.prototype, "size", value) as number
    return {
      size,
      read: (from, count) => members(Map.prototype.entries.call(value), from, count, ([key]) => oneLine(key)),
    }
  }
  if (types.isSet(value)) {
    const size = Reflect.get(Set.prototype, "size", value) as number
    return {
      size,
      read: (from, count) => members(Set.prototype.entries.call(value), from, count, (_pair, n) => String(n)),
    }
  }
  const keys = ownKeys(value)
  return byPosition(keys.length, (n) => {
    const key = keys[n] ?? ""
    return { key: typeof key === "symbol" ? `[${String(key)}]` : key, ...fieldOf(value, key) }
  })
}

function byPosition(size: number, at: (position: number) => Entry): Entries {
  return {
    size,
    *read(from, count) {
      for (let n = from; n < Math.min(size, from + count); n++) yield at(n)
    },
  }
}

function* members(
  pairs: Iterator<[unknown, unknown]>,
  from: number,
  count: number,
  keyOf: (pair: [unknown, unknown], n: number) => string,
): Iterable<Entry> {
  for (let n = 0; n < from + count; n++) {
    const { done, value } = pairs.next()
    if (done === true) return
    if (n >= from) yield { key: keyOf(value, n), value: value[1] }
  }
}

function fieldOf(value: object, key: string | symbol): Pick<Entry, "value" | "isGetter"> {
  const property = Object.getOwnPropertyDescriptor(value, key)
  return { value: property?.value as unknown, isGetter: property !== undefined && !("value" in property) }
}

function ownKeys(value: object): (string | symbol)[] {
  try {
    if (types.isNativeError(value)) return Reflect.ownKeys(value)
    const symbols = Object.getOwnPropertySymbols(value)
    return [
      ...Object.keys(value),
      ...symbols.filter((key) => Object.getOwnPropertyDescriptor(value, key)?.enumerable === true),
    ]
  } catch {
    return []
  }
}

const KEYS = 200

/** `inspect` prints every key of an object, and a million of them costs more memory than the object: the first few
 *  stand for it. */
export function withFewKeys(value: unknown): unknown {
  if (typeof value !== "object" || value === null || types.isProxy(value) || Array.isArray(value)) return value
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return value
  const keys = Object.keys(value)
  if (keys.length <= KEYS) return value
  const few: object = Object.create(prototype) as object
  for (const key of keys.slice(0, KEYS))
    Object.defineProperty(few, key, Object.getOwnPropertyDescriptor(value, key) ?? {})
  return Object.defineProperty(few, `… ${keys.length - KEYS} more keys`, { enumerable: true, value: undefined })
}

function kindOf(value: unknown): TreeNode["kind"] {
  if (value === null) return "null"
  const type = typeof value
  if (type !== "object") return type
  return types.isDate(value) ? "date" : types.isNativeError(value) ? "error" : "object"
}

/** A value as it is printed, in one line. */
export function oneLine(value: unknown, depth = 0): string {
  try {
    const options = {
      depth,
      breakLength: Infinity,
      compact: true,
      maxArrayLength: 6,
      maxStringLength: 10_000,
    } as const
    const text = inspect(withFewKeys(value), options).replace(/\s*\n\s*/g, " ")
    const limit = typeof value === "string" ? 10_000 : depth === 0 ? LINE : DEEP_LINE
    return text.length > limit ? `${text.slice(0, limit - 1)}…` : text
  } catch (error) {
    return `(${error instanceof Error ? error.message : "cannot be shown"})`
  }
}
