/** When credentials expire, in any of the forms that are met (S3.md §3): ISO with `Z`, an offset, "UTC" or none, with a
 *  fraction of any length; seconds or milliseconds since 1970, as a number or its text. Undefined when nothing is said,
 *  `unreadable` for what is no time. */
export function parseExpiry(value: unknown): Date | "unreadable" | undefined {
  if (value === undefined || value === null || value === "") return undefined
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "unreadable" : value
  if (typeof value === "number") return fromEpoch(value)
  if (typeof value !== "string") return "unreadable"
  const text = value.trim()
  if (text === "") return undefined
  if (/^\d{9,13}(?:\.\d+)?$/.test(text)) return fromEpoch(Number(text))
  const iso = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d+))? ?(Z|UTC|[+-]\d\d:?\d\d)?$/i.exec(text)
  if (iso === null) return "unreadable"
  const [, day = "", time = "", fraction = "", zone = "Z"] = iso
  const offset = /^(?:Z|UTC)$/i.test(zone) ? "Z" : zone.replace(/^(...)(\d\d)$/, "$1:$2")
  const date = new Date(`${day}T${time}.${fraction.slice(0, 3).padEnd(3, "0")}${offset}`)
  return Number.isNaN(date.getTime()) ? "unreadable" : date
}

/** Milliseconds have at least twelve digits until the year 33658 in seconds. */
function fromEpoch(value: number): Date | "unreadable" {
  const date = new Date(value >= 1e11 ? value : value * 1000)
  return Number.isNaN(date.getTime()) ? "unreadable" : date
}
