import { describe, expect, test } from "vitest"
import type { Shape } from "@quire/protocol"
import { writeInterface, writeSchema } from "./write-type.ts"

const number: Shape = { kind: "number" }
const field = (key: string, shape: Shape, isOptional = false) => ({ key, shape, isOptional })
const rows: Shape = {
  kind: "array",
  of: {
    kind: "object",
    fields: [
      field("id", number),
      field("first name", { kind: "string" }, true),
      field("at", { kind: "union", of: [{ kind: "date" }, { kind: "null" }] }),
      field("tags", { kind: "array", of: { kind: "union", of: [number, { kind: "string" }] } }),
      field("in", { kind: "object", fields: [field("x", { kind: "unknown" })] }),
    ],
  },
}

describe("[L18] a type for a value", () => {
  test("an interface for what the rows are", () => {
    expect(writeInterface("Row", rows)).toBe(`interface Row {
  id: number
  "first name"?: string
  at: Date | null
  tags: (number | string)[]
  in: {
    x: unknown
  }
}`)
  })

  test("a zod schema, and the type of it", () => {
    expect(writeSchema("Row", rows)).toBe(`const Row = z.object({
  id: z.number(),
  "first name": z.string().optional(),
  at: z.date().nullable(),
  tags: z.array(z.union([z.number(), z.string()])),
  in: z.object({
    x: z.unknown(),
  }),
})
type Row = z.infer<typeof Row>`)
  })

  test.each<[Shape, string, string]>([
    [number, "type T = number", "const T = z.number()"],
    [{ kind: "object", fields: [] }, "type T = Record<string, unknown>", "const T = z.record(z.string(), z.unknown())"],
    [{ kind: "array", of: number }, "type T = number", "const T = z.number()"],
    [{ kind: "union", of: [number, { kind: "null" }] }, "type T = number | null", "const T = z.number().nullable()"],
  ])("of %o", (shape, type, schema) => {
    expect(writeInterface("T", shape)).toBe(type)
    expect(writeSchema("T", shape).split("\ntype")[0]).toBe(schema)
  })
})
