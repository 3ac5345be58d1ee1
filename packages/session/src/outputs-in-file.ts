import { asBundleValue, asLines, isObject, joined, livebookOutputsOf, outputsOf } from "@quire/notebook"
import type { MimeBundle, Output } from "./events.ts"

/** What a cell's slice of its file has of what the cell has shown: Jupyter's and Livebook's files do. */
export function outputsInFile(raw: string): Output[] {
  const livebook = livebookOutputsOf(raw)
  if (livebook.length === 0) return fromJupyter(outputsOf(raw))
  return livebook.map(({ info, text }): Output => {
    if (info === "") return { type: "stream", name: "stdout", text }
    const longest = (text.match(/`+/g) ?? []).reduce((most, run) => Math.max(most, run.length), 3)
    const fence = "`".repeat(longest + 1)
    return { type: "display", data: { "text/markdown": `${fence}${info}\n${text}\n${fence}` } }
  })
}

/** What a cell of a Jupyter file has shown. Kinds that nobody knows show what they hold. */
export function fromJupyter(outputs: readonly unknown[]): Output[] {
  return outputs.flatMap((output): Output[] => {
    if (!isObject(output)) return []
    const { output_type: type } = output
    switch (type) {
      case "stream":
        return [
          {
            type: "stream",
            name: output["name"] === "stderr" ? "stderr" : "stdout",
            text: joined(output["text"]) ?? "",
          },
        ]
      case "error": {
        const { traceback, ename, evalue } = output
        const isText = (value: unknown): value is string => typeof value === "string"
        const lines = Array.isArray(traceback) ? traceback.filter(isText) : []
        const text = lines.length > 0 ? lines.join("\n") : [ename, evalue].filter(isText).join(": ")
        // The traceback of another language, coloured for a terminal.
        return [{ type: "stream", name: "stderr", text }]
      }
      default:
        return [{ type: type === "execute_result" ? "value" : "display", data: bundleOf(output["data"] ?? output) }]
    }
  })
}

function bundleOf(data: unknown): MimeBundle {
  if (!isObject(data)) return {}
  return Object.fromEntries(
    Object.entries(data).flatMap(([type, value]) => {
      // Our own kinds speak to the page, and stand in no file.
      if (type.includes("vnd.quire.")) return []
      const text = type.endsWith("json") ? undefined : joined(value)
      const isImage = type.startsWith("image/") && type !== "image/svg+xml"
      return [[type, text === undefined ? value : isImage ? text.replaceAll(/\s/g, "") : text]]
    }),
  )
}

/** What a cell showed, as Jupyter keeps it; `count`: of the run that it comes from. Kinds of our own are kept as their
 *  text. */
export function toJupyter(outputs: readonly Output[], count: number): unknown[] {
  const found: Record<string, unknown>[] = []
  for (const output of outputs) {
    const last = found.at(-1)
    if (output.type === "stream") {
      if (last?.["output_type"] === "stream" && last["name"] === output.name)
        last["text"] = `${String(last["text"])}${output.text}`
      else found.push({ name: output.name, output_type: "stream", text: output.text })
    } else if (output.type === "error") {
      const { name, message, stack } = output
      found.push({ ename: name, evalue: message, output_type: "error", traceback: stack.split("\n") })
    } else {
      const common = { data: dataOf(output.data), metadata: {} }
      found.push(
        output.type === "value"
          ? { ...common, execution_count: count, output_type: "execute_result" }
          : { ...common, output_type: "display_data" },
      )
    }
  }
  return found.map((output) =>
    typeof output["text"] === "string" ? { ...output, text: asLines(output["text"]) } : output,
  )
}

function dataOf(data: MimeBundle): Record<string, unknown> {
  const known = Object.entries(data).filter(([type]) => !type.includes("vnd.quire."))
  const entries = known.length > 0 ? known : [["text/plain", Object.keys(data).join(", ")] as const]
  return Object.fromEntries(
    entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([type, value]) => [type, asBundleValue(type, value)]),
  )
}
