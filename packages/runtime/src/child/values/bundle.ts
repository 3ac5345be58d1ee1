import { inspect, types } from "node:util"
import { LIST_TYPE, TABLE_TYPE, TREE_TYPE } from "@quire/protocol/child"
import type { MimeBundle } from "@quire/protocol/child"
import { isOwnArray, isTable, tableData } from "./table.ts"
import { treeNode, withFewKeys } from "./tree.ts"

const DISPLAY = Symbol.for("Jupyter.display")
const PLAIN_CHARACTERS = 20_000

/** What a value looks like, as a MIME bundle. Total: a value that cannot be shown says so in its place. `hold` keeps
 *  the value for later questions (levels of a tree, pages of a table) and gives its number. At once, unless the value
 *  says itself what it looks like: what is displayed keeps its place among what is printed. */
export function toBundle(value: unknown, hold: (value: unknown) => number): MimeBundle | Promise<MimeBundle> {
  try {
    return bundleOf(value, hold)
  } catch (error) {
    return { "text/plain": unshown(error) }
  }
}

function bundleOf(value: unknown, hold: (value: unknown) => number): MimeBundle | Promise<MimeBundle> {
  const shown = displayOf(value)
  if (shown !== undefined) return ownBundle(value, shown)
  if (isOwnArray(value) && value.length > 0 && value.length <= 100 && value.every((item) => displayOf(item))) {
    return listBundle(value.map((item) => toBundle(item, hold)))
  }
  const plain = plainText(value)
  if (isTimer(value)) return { "text/plain": plain }
  if (isTable(value)) return { [TABLE_TYPE]: tableData(value, hold(value)), "text/plain": plain }
  return { [TREE_TYPE]: { handle: isHeld(value) ? hold(value) : 0, root: treeNode(value, 1) }, "text/plain": plain }
}

async function listBundle(shown: (MimeBundle | Promise<MimeBundle>)[]): Promise<MimeBundle> {
  const items = await Promise.all(shown.map((item) => Promise.resolve(item)))
  const plain = items.map((item) => (typeof item["text/plain"] === "string" ? item["text/plain"] : ""))
  return { [LIST_TYPE]: items, "text/plain": plain.join("\n") }
}

/** What `setTimeout` returns: all that is in it is Node's own. */
function isTimer(value: unknown): value is object {
  if (typeof value !== "object" || value === null || types.isProxy(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  if (typeof prototype !== "object" || prototype === null || Object.hasOwn(value, "constructor")) return false
  const made: unknown = Object.getOwnPropertyDescriptor(prototype, "constructor")?.value
  const name = typeof made === "function" ? made.name : ""
  return (name === "Timeout" || name === "Immediate") && "hasRef" in value
}

function isHeld(value: unknown): boolean {
  return (typeof value === "object" && value !== null) || typeof value === "function"
}

function displayOf(value: unknown): (() => unknown) | undefined {
  try {
    // A proxy would be asked, and may answer anything.
    if (typeof value !== "object" || value === null || types.isProxy(value) || !(DISPLAY in value)) return undefined
    const display = value[DISPLAY]
    return typeof display === "function" ? () => (display as () => unknown).call(value) : undefined
  } catch {
    return undefined
  }
}

async function ownBundle(value: unknown, display: () => unknown): Promise<MimeBundle> {
  const bundle = await display()
  if (typeof bundle !== "object" || bundle === null) return { "text/plain": plainText(value) }
  return Object.fromEntries(Object.entries(bundle).map(([type, data]) => [type, portable(data)]))
}

/** Bytes as base64, all else as JSON would say it. */
function portable(data: unknown): unknown {
  if (data instanceof Uint8Array) return Buffer.from(data).toString("base64")
  if (typeof data === "string" || typeof data === "number" || data === null) return data
  return JSON.parse(JSON.stringify(data) ?? "null") as unknown
}

function plainText(value: unknown): string {
  try {
    if (isTimer(value)) return value.constructor.name
    const text = inspect(withFewKeys(value), {
      depth: 4,
      maxArrayLength: 100,
      maxStringLength: 10_000,
      breakLength: 100,
    })
    return text.length > PLAIN_CHARACTERS ? `${text.slice(0, PLAIN_CHARACTERS)}…` : text
  } catch (error) {
    return unshown(error)
  }
}

function unshown(error: unknown): string {
  let because = "its own code failed"
  try {
    if (error instanceof Error) because = String(error.message)
  } catch {
    // An error that lies about itself, too.
  }
  return `a value that cannot be shown: ${because}`
}
