import type { Entry, Page, Version } from "../storage.ts"
import type { FilePath, FolderPath } from "../path.ts"
import { bareVersion } from "./conditional.ts"

/** A page of a listing as the server wrote it, keys decoded. */
export interface ListPage {
  readonly keys: readonly ListedKey[]
  readonly prefixes: readonly string[]
  /** Undefined at the end. */
  readonly next: string | undefined
}

export interface ListedKey {
  readonly key: string
  readonly size: number | undefined
  readonly modifiedAt: number | undefined
  readonly version: Version | undefined
}

/** Reads `ListBucketResult`; undefined when it is none (a web page answers 200, too). A scanner of our own, since the
 *  document is flat and a parser costs ten times as much. */
export function readListing(xml: string): ListPage | undefined {
  if (!xml.includes("<ListBucketResult")) return undefined
  const contents: ListedKey[] = []
  const prefixes: string[] = []
  const head = withoutEntries(xml)
  const isTruncated = textOf(head, "IsTruncated")
  if (isTruncated === undefined || textOf(head, "Name") === undefined) return undefined
  const decode = textOf(head, "EncodingType") === "url" ? decodeUrl : (key: string): string => key
  for (let at = xml.indexOf("<Contents>"); at !== -1;) {
    const end = xml.indexOf("</Contents>", at)
    if (end === -1) return undefined
    const entry = xml.slice(at, end)
    const size = Number(textOf(entry, "Size"))
    const modifiedAt = Date.parse(textOf(entry, "LastModified") ?? "")
    const etag = textOf(entry, "ETag")
    contents.push({
      key: decode(textOf(entry, "Key") ?? ""),
      size: Number.isNaN(size) ? undefined : size,
      modifiedAt: Number.isNaN(modifiedAt) ? undefined : modifiedAt,
      version: etag === undefined ? undefined : bareVersion(etag),
    })
    at = xml.indexOf("<Contents>", end)
  }
  for (let at = xml.indexOf("<CommonPrefixes>"); at !== -1;) {
    const end = xml.indexOf("</CommonPrefixes>", at)
    if (end === -1) return undefined
    prefixes.push(decode(textOf(xml.slice(at, end), "Prefix") ?? ""))
    at = xml.indexOf("<CommonPrefixes>", end)
  }
  return { keys: contents, prefixes, next: isTruncated === "true" ? textOf(head, "NextContinuationToken") : undefined }
}

/** A page as entries of a folder: markers of the folder itself are left out, sub-folders come once. */
export function toPage({ keys, prefixes, next }: ListPage, folder: string, storagePrefix: string): Page {
  const toPath = (key: string): string => `/${key.slice(storagePrefix.length)}`
  const folders = prefixes.map((prefix): Entry => {
    return {
      path: toPath(prefix) as FolderPath,
      type: "folder",
      size: undefined,
      modifiedAt: undefined,
      version: undefined,
    }
  })
  const files = keys.flatMap(({ key, size, modifiedAt, version }): Entry[] =>
    key === folder ? [] : [{ path: toPath(key) as FilePath, type: "file", size, modifiedAt, version }],
  )
  return { entries: [...folders, ...files], cursor: next }
}

/** The listing's own elements, before and after its entries. */
export function withoutEntries(xml: string): string {
  const first = /<(?:Contents|CommonPrefixes)>/.exec(xml)?.index
  if (first === undefined) return xml
  const last = Math.max(xml.lastIndexOf("</Contents>"), xml.lastIndexOf("</CommonPrefixes>"))
  return xml.slice(0, first) + xml.slice(last).replace(/^<\/(?:Contents|CommonPrefixes)>/, "")
}

function textOf(xml: string, tag: string): string | undefined {
  const start = xml.indexOf(`<${tag}>`)
  if (start === -1) return xml.includes(`<${tag}/>`) ? "" : undefined
  const end = xml.indexOf(`</${tag}>`, start)
  return end === -1 ? undefined : unescapeXml(xml.slice(start + tag.length + 2, end))
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" }

function unescapeXml(text: string): string {
  if (!text.includes("&")) return text
  return text.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex?: string, decimal?: string, name?: string) => {
    if (name !== undefined) return ENTITIES[name] ?? whole
    const point = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole
  })
}

/** `encoding-type=url` as servers do it: `%XX`, and `+` for a space (AWS). */
function decodeUrl(key: string): string {
  if (!/[%+]/.test(key)) return key
  try {
    return decodeURIComponent(key.replaceAll("+", " "))
  } catch {
    return key
  }
}
