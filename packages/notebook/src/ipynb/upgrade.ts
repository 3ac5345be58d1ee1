import { asBundleValue, asLines, isObject } from "./nbformat.ts"

type Value = Readonly<Record<string, unknown>>

/** A notebook of nbformat 2 or 3 as one of 4.5: worksheets one after the other, headings as Markdown, old names of fields
 *  replaced. What has no place in 4 is kept under its old name in the metadata. Undefined: it has no cells. */
export function upgrade(old: Value): Value | undefined {
  const sheets = old["worksheets"]
  if (!Array.isArray(sheets)) return undefined
  const cells = sheets.flatMap((sheet: unknown) =>
    isObject(sheet) && Array.isArray(sheet["cells"]) ? sheet["cells"] : [],
  )
  const metadata = sheets.map((sheet: unknown) => (isObject(sheet) ? sheet["metadata"] : undefined)).filter(hasKeys)
  return {
    cells: cells.map((cell: unknown, index) => (isObject(cell) ? upgradeCell(cell, index) : cell)),
    metadata: {
      ...(isObject(old["metadata"]) ? old["metadata"] : {}),
      ...(metadata.length === 0 ? {} : { worksheets: metadata }),
      orig_nbformat: old["nbformat"] ?? 3,
    },
    nbformat: 4,
    nbformat_minor: 5,
  }
}

function hasKeys(value: unknown): boolean {
  return isObject(value) && Object.keys(value).length > 0
}

function upgradeCell(cell: Value, index: number): Value {
  const {
    cell_type: type,
    source,
    input,
    outputs,
    prompt_number: count,
    level,
    metadata,
    collapsed,
    language,
    ...rest
  } = cell
  const id = `cell-${index + 1}`
  const given = isObject(metadata) ? metadata : {}
  const text = oldText(source ?? input)
  if (type === "code") {
    const extra = { ...(collapsed === undefined ? {} : { collapsed }), ...(language === undefined ? {} : { language }) }
    return {
      ...rest,
      cell_type: "code",
      execution_count: typeof count === "number" ? count : null,
      id,
      metadata: { ...given, ...extra },
      outputs: Array.isArray(outputs)
        ? outputs.map((output: unknown) => (isObject(output) ? upgradeOutput(output) : output))
        : [],
      source: inLines(text),
    }
  }
  const isHeading = type === "heading"
  const depth = typeof level === "number" && level >= 1 && level <= 6 ? level : 1
  return {
    ...rest,
    cell_type: isHeading || type === "html" ? "markdown" : type,
    id,
    metadata: given,
    source: inLines(
      isHeading && typeof text === "string" ? `${"#".repeat(depth)} ${text.replace(/\s*\n\s*/g, " ")}` : text,
    ),
  }
}

const MIME: ReadonlyMap<string, string> = new Map([
  ["text", "text/plain"],
  ["html", "text/html"],
  ["svg", "image/svg+xml"],
  ["png", "image/png"],
  ["jpeg", "image/jpeg"],
  ["latex", "text/latex"],
  ["json", "application/json"],
  ["javascript", "application/javascript"],
  ["pdf", "application/pdf"],
])

function upgradeOutput(output: Value): Value {
  const { output_type: type, prompt_number: count, stream, metadata, ...rest } = output
  const given = isObject(metadata) ? metadata : {}
  if (type === "stream")
    return {
      ...rest,
      name: typeof stream === "string" ? stream : "stdout",
      output_type: "stream",
      text: inLines(oldText(rest["text"])),
    }
  if (type === "pyerr") return { ...rest, output_type: "error" }
  if (type !== "pyout" && type !== "display_data") return output
  const data: Record<string, unknown> = {}
  const kept: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(rest)) {
    // Format 2 has `output_png`, and nothing else that begins so.
    const name = key.replace(/^output_/, "")
    const mime = MIME.get(name) ?? (key.includes("/") ? key : undefined)
    if (mime === undefined) kept[key] = value
    else data[mime] = mime === "application/json" ? parsed(oldText(value)) : asBundleValue(mime, oldText(value))
  }
  const sizes = Object.fromEntries(Object.entries(given).map(([key, value]) => [MIME.get(key) ?? key, value]))
  const common = { ...kept, data, metadata: sizes }
  return type === "pyout"
    ? { ...common, execution_count: typeof count === "number" ? count : null, output_type: "execute_result" }
    : { ...common, output_type: "display_data" }
}

/** Format 3 has JSON as text. */
function parsed(value: unknown): unknown {
  try {
    return typeof value === "string" ? JSON.parse(value) : value
  } catch {
    return value
  }
}

/** Old lists of lines are with or without their ends. */
function oldText(text: unknown): unknown {
  if (!Array.isArray(text) || !text.every((line) => typeof line === "string")) return text ?? ""
  return text.slice(0, -1).some((line) => /[\r\n]$/.test(line)) || text.length < 2 ? text.join("") : text.join("\n")
}

function inLines(text: unknown): unknown {
  return typeof text === "string" ? asLines(text) : text
}
