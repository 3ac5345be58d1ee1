import type { Shape, ShapeField } from "@quire/protocol"

/** Writes an interface for the shape of a value: its elements' when it is an array. */
export function writeInterface(name: string, shape: Shape): string {
  const of = shape.kind === "array" ? shape.of : shape
  if (of.kind !== "object" || of.fields.length === 0) return `type ${name} = ${typeText(of, "")}`
  return `interface ${name} ${bodyText(of.fields, "", typeText)}`
}

/** Writes a zod schema for it, and the type that follows from it. */
export function writeSchema(name: string, shape: Shape): string {
  const of = shape.kind === "array" ? shape.of : shape
  return `const ${name} = ${schemaText(of, "")}\ntype ${name} = z.infer<typeof ${name}>`
}

function typeText(shape: Shape, indent: string): string {
  switch (shape.kind) {
    case "date":
      return "Date"
    case "array": {
      const element = typeText(shape.of, indent)
      return shape.of.kind === "union" ? `(${element})[]` : `${element}[]`
    }
    case "object":
      return shape.fields.length === 0 ? "Record<string, unknown>" : bodyText(shape.fields, indent, typeText)
    case "union":
      return shape.of.map((one) => typeText(one, indent)).join(" | ")
    default:
      return shape.kind
  }
}

function bodyText(
  fields: readonly ShapeField[],
  indent: string,
  write: (shape: Shape, indent: string) => string,
): string {
  const inner = `${indent}  `
  const lines = fields.map(
    ({ key, isOptional, shape }) => `${inner}${keyText(key)}${isOptional ? "?" : ""}: ${write(shape, inner)}`,
  )
  return `{\n${lines.join("\n")}\n${indent}}`
}

function schemaText(shape: Shape, indent: string): string {
  switch (shape.kind) {
    case "array":
      return `z.array(${schemaText(shape.of, indent)})`
    case "object": {
      if (shape.fields.length === 0) return "z.record(z.string(), z.unknown())"
      const inner = `${indent}  `
      const lines = shape.fields.map(
        ({ key, isOptional, shape: of }) =>
          `${inner}${keyText(key)}: ${schemaText(of, inner)}${isOptional ? ".optional()" : ""},`,
      )
      return `z.object({\n${lines.join("\n")}\n${indent}})`
    }
    case "union": {
      // A value that may be null is said the short way.
      const rest = shape.of.filter(({ kind }) => kind !== "null")
      const [first] = rest
      const isNullable = rest.length < shape.of.length
      const base =
        rest.length === 1 && first !== undefined
          ? schemaText(first, indent)
          : `z.union([${rest.map((one) => schemaText(one, indent)).join(", ")}])`
      return isNullable ? `${base}.nullable()` : base
    }
    default:
      return `z.${shape.kind}()`
  }
}

function keyText(key: string): string {
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? key : JSON.stringify(key)
}
