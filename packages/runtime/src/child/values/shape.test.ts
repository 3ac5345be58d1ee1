import { expect, test } from "vitest"
import type { Shape } from "@quire/protocol/child"
import { shapeOf } from "./shape.ts"

/** `{a:number,b?:string}[]`. */
function plain(shape: Shape): string {
  switch (shape.kind) {
    case "array":
      return `${plain(shape.of)}[]`
    case "object":
      return `{${shape.fields.map(({ key, isOptional, shape: of }) => `${key}${isOptional ? "?" : ""}:${plain(of)}`).join()}}`
    case "union":
      return `(${shape.of.map(plain).join("|")})`
    default:
      return shape.kind
  }
}

let isRead = false
const tricky = {
  get a() {
    isRead = true
    return 1
  },
}

const values: readonly [unknown, string][] = [
  [1, "number"],
  [null, "null"],
  [{ a: 1, b: "x", c: [true], d: new Date() }, "{a:number,b:string,c:boolean[],d:date}"],
  [[], "unknown[]"],
  [[1, "a", null], "(number|string|null)[]"],
  [[{ a: 1 }, { a: 2, b: "x" }], "{a:number,b?:string}[]"],
  [[{ a: { x: 1 } }, { a: { y: 1 } }, { a: null }], "{a:({x?:number,y?:number}|null)}[]"],
  [[[1], ["a"]], "(number|string)[][]"],
  [[{ a: [{ p: 1 }] }, { a: [{ p: 1, q: 2 }, { p: 3 }] }], "{a:{p:number,q?:number}[]}[]"],
  [[{ a: 1 }, { a: [1] }, { a: 1 }], "{a:(number[]|number)}[]"],
  [new Map(), "unknown"],
  [tricky, "{}"],
  [new Proxy({}, {}), "unknown"],
]

test.each(values.map(([, expected], index) => [expected, index] as const))(
  "[R11] a value of the shape %s",
  (expected, index) => {
    expect(plain(shapeOf(values[index]?.[0]))).toBe(expected)
    expect(isRead).toBe(false)
  },
)
