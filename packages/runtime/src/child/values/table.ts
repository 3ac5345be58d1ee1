import { inspect, types } from "node:util"
import type { TableCell, TableColumn, TableData, TablePage } from "@quire/protocol/child"

const FIRST_ROWS = 10
const COLUMNS = 100

type Row = Readonly<Record<string, unknown>>

/** Whether a value is shown as a table: a non-empty array of plain objects. */
export function isTable(value: unknown): value is readonly Row[] {
  if (!isOwnArray(value) || value.length === 0) return false
  const step = Math.max(1, Math.floor(value.length / 1000))
  for (let n = 0; n < value.length; n += step) if (!isPlain(value[n])) return false
  return Object.keys(value[0] as object).length > 0
}

/** An array, and no proxy of one: that would be asked, and may answer anything. */
export function isOwnArray(value: unknown): value is readonly unknown[] {
  return !types.isProxy(value) && Array.isArray(value)
}

/** The first page of a table, with its columns. `handle` is what later pages are asked by. */
export function tableData(rows: readonly Row[], handle: number): TableData {
  const columns = columnsOf(rows)
  return { handle, rowCount: rows.length, columns, page: readRows(rows, { offset: 0, limit: FIRST_ROWS }, columns) }
}

/** Rows of a table, sorted if asked. The order is remembered: paging through a sorted table sorts once. */
export function readRows(
  rows: readonly object[],
  asked: {
    readonly offset: number
    readonly limit: number
    readonly sort?: { readonly column: string; readonly isDescending: boolean } | undefined
  },
  columns = columnsOf(rows as readonly Row[]),
): TablePage {
  const order = asked.sort === undefined ? undefined : sortedOrder(rows as readonly Row[], asked.sort)
  const page: TableCell[][] = []
  for (let n = asked.offset; n < Math.min(rows.length, asked.offset + asked.limit); n++) {
    const row = rows[order?.[n] ?? n] as Row | undefined
    page.push(columns.map(({ name }) => toCell(readField(row, name))))
  }
  return { offset: asked.offset, rows: page }
}

function isPlain(value: unknown): value is Row {
  if (typeof value !== "object" || value === null || types.isProxy(value) || Array.isArray(value)) return false
  // Getters are not run, so they are no columns.
  if (Object.values(Object.getOwnPropertyDescriptors(value)).some((property) => property.get !== undefined))
    return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype as object) === null
}

/** Rows that the sample passed over may hold anything. */
function readField(row: Row | undefined, name: string): unknown {
  try {
    return row?.[name]
  } catch {
    return undefined
  }
}

/** Columns in order of first appearance over a sample of the rows, the first row first. */
function columnsOf(rows: readonly Row[]): TableColumn[] {
  const known = columnCache.get(rows)
  if (known !== undefined) return known
  const kinds = new Map<string, Set<TableColumn["type"]>>()
  const step = Math.max(1, Math.floor(rows.length / 1000))
  for (let n = 0; n < rows.length && kinds.size < COLUMNS; n += step) {
    for (const [name, value] of Object.entries(rows[n] ?? {})) {
      const types = kinds.get(name) ?? new Set()
      if (value !== null && value !== undefined) types.add(typeOf(value))
      kinds.set(name, types)
    }
  }
  const columns = [...kinds].map(([name, types]): TableColumn => {
    const [only] = types
    return { name, type: types.size === 1 && only !== undefined ? only : "other" }
  })
  columnCache.set(rows, columns)
  return columns
}

const columnCache = new WeakMap<object, TableColumn[]>()
const orderCache = new WeakMap<object, { readonly key: string; readonly order: Uint32Array }>()

function sortedOrder(
  rows: readonly Row[],
  sort: { readonly column: string; readonly isDescending: boolean },
): Uint32Array {
  const key = `${sort.column}\0${sort.isDescending}`
  const known = orderCache.get(rows)
  if (known?.key === key) return known.order
  const values = rows.map((row) => readField(row, sort.column))
  const order = Uint32Array.from(rows.keys())
  const sign = sort.isDescending ? -1 : 1
  order.sort((a, b) => compare(values[a], values[b], sign) || a - b)
  orderCache.set(rows, { key, order })
  return order
}

/** Absent values stand last, whichever way the rest is sorted. */
function compare(a: unknown, b: unknown, sign: number): number {
  const [aAbsent, bAbsent] = [isAbsent(a), isAbsent(b)]
  if (aAbsent || bAbsent) return Number(aAbsent) - Number(bAbsent)
  if (typeof a === "string" && typeof b === "string") return sign * collator.compare(a, b)
  const [x, y] = [comparable(a), comparable(b)]
  return sign * (x < y ? -1 : x > y ? 1 : 0)
}

const collator = new Intl.Collator(undefined, { numeric: true })

function isAbsent(value: unknown): boolean {
  return value === null || value === undefined || (typeof value === "number" && Number.isNaN(value))
}

function comparable(value: unknown): number | bigint | string {
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "string") return value
  if (typeof value === "boolean") return Number(value)
  return value instanceof Date ? value.getTime() : inspect(value, { depth: 0 })
}

function typeOf(value: unknown): TableColumn["type"] {
  if (typeof value === "number" || typeof value === "bigint") return "number"
  if (typeof value === "string" || typeof value === "boolean") return typeof value as "string" | "boolean"
  return value instanceof Date ? "date" : "other"
}

function toCell(value: unknown): TableCell {
  if (value === null || typeof value === "boolean") return value
  if (typeof value === "string") return value.length > 500 ? `${value.slice(0, 500)}…` : value
  if (typeof value === "number") return Number.isFinite(value) ? value : { kind: "number", text: String(value) }
  if (typeof value === "bigint") return { kind: "bigint", text: String(value) }
  if (value === undefined) return { kind: "undefined", text: "undefined" }
  if (value instanceof Date)
    return { kind: "date", text: Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString() }
  return { kind: "object", text: inspect(value, { depth: 1, breakLength: Infinity, maxArrayLength: 5 }).slice(0, 200) }
}
