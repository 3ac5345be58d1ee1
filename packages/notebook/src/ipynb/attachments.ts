import { readCellText } from "./cell-text.ts"
import { isObject, joined } from "./nbformat.ts"

const TYPES = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/svg+xml"]

/** A Markdown cell's text with the images that a Jupyter file keeps beside it (`attachment:NAME`) as data. */
export function withAttachments(source: string, raw: string): string {
  if (!source.includes("attachment:") || !raw.includes('"attachments"')) return source
  const attachments = readCellText(raw)?.cell.attachments ?? {}
  return source.replace(/\battachment:([^\s)"'>]+)/g, (all, name: string) => {
    const bundle = attachments[decoded(name)] ?? attachments[name]
    return (isObject(bundle) ? dataOf(bundle) : undefined) ?? all
  })
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}

/** Undefined for what is no image, or no base64. */
function dataOf(bundle: Readonly<Record<string, unknown>>): string | undefined {
  const type = TYPES.find((one) => joined(bundle[one]) !== undefined)
  const data = type === undefined ? undefined : joined(bundle[type])?.replaceAll(/\s/g, "")
  return data !== undefined && /^[A-Za-z0-9+/]+={0,2}$/.test(data) ? `data:${type};base64,${data}` : undefined
}
