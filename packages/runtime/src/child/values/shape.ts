import { types } from "node:util"
import type { Shape, ShapeField } from "@quire/protocol/child"

const ELEMENTS = 1000
const FIELDS = 200
const DEPTH = 8
/** Values in all. */
const VALUES = 20_000

interface Budget {
  left: number
}

/** What a value is made of: of an array's elements all together. Looks at own data properties alone, so no code of the value
 *  runs, and at so much as a person would want in a type. */
export function shapeOf(value: unknown): Shape {
  return shapeIn(value, DEPTH, { left: VALUES })
}

function shapeIn(value: unknown, depth: number, budget: Budget): Shape {
  budget.left--
  if (typeof value === "object") return value === null ? { kind: "null" } : objectShape(value, depth, budget)
  const kind = typeof value
  switch (kind) {
    case "string":
    case "number":
    case "bigint":
    case "boolean":
    case "undefined":
      return { kind }
    default:
      return { kind: "unknown" }
  }
}

function objectShape(value: object, depth: number, budget: Budget): Shape {
  if (depth === 0 || budget.left <= 0 || types.isProxy(value)) return { kind: "unknown" }
  if (types.isDate(value)) return { kind: "date" }
  if (Array.isArray(value)) {
    const seen: Shape[] = []
    for (let n = 0; n < Math.min(value.length, ELEMENTS) && budget.left > 0; n++) {
      const element = Object.getOwnPropertyDescriptor(value, n)
      if (element !== undefined && "value" in element) seen.push(shapeIn(element.value, depth - 1, budget))
    }
    return { kind: "array", of: joined(seen) }
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return { kind: "unknown" }
  const fields: ShapeField[] = []
  for (const key of Object.keys(value).slice(0, FIELDS)) {
    const property = Object.getOwnPropertyDescriptor(value, key)
    if (property !== undefined && "value" in property)
      fields.push({ key, isOptional: false, shape: shapeIn(property.value, depth - 1, budget) })
  }
  return { kind: "object", fields }
}

/** One shape for several: objects become one with all their fields, arrays one of all their elements. */
export function joined(shapes: readonly Shape[]): Shape {
  const objects = shapes.filter((shape) => shape.kind === "object")
  const arrays = shapes.filter((shape) => shape.kind === "array")
  const plain = new Map(shapes.flatMap((shape) => (isPlain(shape) ? [[shape.kind, shape] as const] : [])))
  const all: Shape[] = [
    ...(objects.length === 0 ? [] : [joinedObjects(objects)]),
    ...(arrays.length === 0 ? [] : [{ kind: "array" as const, of: joined(arrays.map(({ of }) => of)) }]),
    ...plain.values(),
    ...shapes.flatMap((shape) => (shape.kind === "union" ? shape.of : [])),
  ]
  const [first] = all
  if (first === undefined) return { kind: "unknown" }
  if (all.length === 1) return first
  // What unions brought may be there already.
  const hasUnion = shapes.some(({ kind }) => kind === "union")
  return hasUnion
    ? joined(all.flatMap((shape) => (shape.kind === "union" ? shape.of : [shape])))
    : { kind: "union", of: all }
}

function isPlain({ kind }: Shape): boolean {
  return kind !== "object" && kind !== "array" && kind !== "union"
}

function joinedObjects(objects: readonly Extract<Shape, { kind: "object" }>[]): Shape {
  const found = new Map<string, Shape[]>()
  let optional = 0
  for (const { fields } of objects) {
    for (const { key, shape, isOptional } of fields) {
      found.set(key, [...(found.get(key) ?? []), shape])
      if (isOptional) optional++
    }
  }
  const isOptional = (key: string, count: number): boolean =>
    count < objects.length ||
    (optional > 0 && objects.some(({ fields }) => fields.some((field) => field.key === key && field.isOptional)))
  const fields = [...found]
    .slice(0, FIELDS)
    .map(([key, shapes]) => ({ key, isOptional: isOptional(key, shapes.length), shape: joined(shapes) }))
  return { kind: "object", fields }
}
