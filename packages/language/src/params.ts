import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import type { CodeLanguage } from "@quire/notebook"
import MagicString from "magic-string"
import type { Expression, TSType, VariableDeclarator } from "oxc-parser"
import { parseCell } from "./parse-cell.ts"

/** What a parameter takes: by its annotation, else by the value it has. */
type ParamType =
  | { readonly kind: "string" | "number" | "boolean" | "bigint" | "date" | "json" }
  | { readonly kind: "one-of"; readonly values: readonly (string | number | boolean)[] }

/** A name that a `params` cell declares. */
interface Param {
  readonly name: string
  readonly type: ParamType
  readonly declarator: VariableDeclarator
}

/** Sets parameters in the text of a `params` cell: the value after `=` becomes what was given, read as the declaration
 *  says. Errors: one sentence for each name that is not declared, and for each value that does not fit. */
export function withParams(
  source: string,
  language: CodeLanguage,
  given: ReadonlyMap<string, string>,
): Result<string, readonly string[]> {
  const parsed = parseCell(source, language)
  if (!parsed.ok) return err([`the params cell does not parse: ${parsed.errors[0]?.message ?? ""}`])
  const declared = paramsIn(parsed.program.body)
  const text = new MagicString(source)
  const problems: string[] = []
  for (const [name, value] of given) {
    const param = declared.find((found) => found.name === name)
    if (param === undefined) {
      const known = declared.map((found) => found.name).join(", ")
      problems.push(`--param ${name}: the params cell declares ${known === "" ? "none" : known}`)
      continue
    }
    const code = literal(param.type, value)
    if (code === undefined) {
      problems.push(`--param ${name} is "${value}": it takes ${describe(param.type)}`)
      continue
    }
    const { init, id } = param.declarator
    if (init === null) text.appendLeft(id.end, ` = ${code}`)
    else text.overwrite(init.start, init.end, code)
  }
  return problems.length > 0 ? err(problems) : ok(text.toString())
}

function paramsIn(body: readonly object[]): Param[] {
  return body.flatMap((statement) => {
    const node = statement as {
      type: string
      declaration?: { type: string } | null
      declarations?: VariableDeclarator[]
    }
    const variable = (node.type === "ExportNamedDeclaration" ? node.declaration : node) as
      | typeof node
      | null
      | undefined
    if (variable?.type !== "VariableDeclaration") return []
    return (variable.declarations ?? []).flatMap((declarator): Param[] => {
      if (declarator.id.type !== "Identifier") return []
      const annotation = declarator.id.typeAnnotation?.typeAnnotation
      const type = annotation === undefined ? typeOfValue(declarator.init) : typeOfAnnotation(annotation)
      return [{ name: declarator.id.name, type, declarator }]
    })
  })
}

function typeOfAnnotation(annotation: TSType): ParamType {
  switch (annotation.type) {
    case "TSStringKeyword":
      return { kind: "string" }
    case "TSNumberKeyword":
      return { kind: "number" }
    case "TSBooleanKeyword":
      return { kind: "boolean" }
    case "TSBigIntKeyword":
      return { kind: "bigint" }
    case "TSTypeReference": {
      const isDate = annotation.typeName.type === "Identifier" && annotation.typeName.name === "Date"
      return { kind: isDate ? "date" : "json" }
    }
    case "TSLiteralType":
      return oneOf([annotation])
    case "TSUnionType": {
      const own = annotation.types.filter(({ type }) => type !== "TSUndefinedKeyword" && type !== "TSNullKeyword")
      const [only] = own
      return own.length === 1 && only !== undefined ? typeOfAnnotation(only) : oneOf(own)
    }
    default:
      return { kind: "json" }
  }
}

function oneOf(types: readonly TSType[]): ParamType {
  const values = types.flatMap((type) => {
    if (type.type !== "TSLiteralType" || type.literal.type !== "Literal") return []
    const { value } = type.literal
    return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? [value] : []
  })
  return values.length === types.length ? { kind: "one-of", values } : { kind: "json" }
}

function typeOfValue(value: Expression | null): ParamType {
  if (value === null) return { kind: "json" }
  switch (value.type) {
    case "Literal": {
      if ("bigint" in value && typeof value.bigint === "string") return { kind: "bigint" }
      const type = typeof value.value
      return { kind: type === "string" || type === "number" || type === "boolean" ? type : "json" }
    }
    case "TemplateLiteral":
      return { kind: "string" }
    case "UnaryExpression":
      return value.operator === "!" ? { kind: "boolean" } : typeOfValue(value.argument)
    case "BinaryExpression":
      return typeOfValue(value.left as Expression)
    case "NewExpression":
      return { kind: value.callee.type === "Identifier" && value.callee.name === "Date" ? "date" : "json" }
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "ParenthesizedExpression":
      return typeOfValue(value.expression)
    default:
      return { kind: "json" }
  }
}

/** The value as code, or undefined when it does not fit. */
function literal(type: ParamType, value: string): string | undefined {
  switch (type.kind) {
    case "string":
      return JSON.stringify(value)
    case "number":
      return value.trim() !== "" && Number.isFinite(Number(value)) ? String(Number(value)) : undefined
    case "boolean":
      return /^(?:true|false)$/.test(value) ? value : undefined
    case "bigint":
      return /^-?\d+n?$/.test(value) ? `${value.replace(/n$/, "")}n` : undefined
    case "date":
      return Number.isNaN(Date.parse(value)) ? undefined : `new Date(${JSON.stringify(value)})`
    case "one-of": {
      const found = type.values.find((one) => String(one) === value)
      return found === undefined ? undefined : JSON.stringify(found)
    }
    case "json":
      try {
        return JSON.stringify(JSON.parse(value))
      } catch {
        return undefined
      }
  }
}

function describe(type: ParamType): string {
  if (type.kind === "one-of") return `one of ${type.values.join(", ")}`
  const words = {
    string: "text",
    number: "a number",
    boolean: "true or false",
    bigint: "a whole number",
    date: "a date, as 2026-11-26",
    json: "JSON",
  } as const
  return words[type.kind]
}
