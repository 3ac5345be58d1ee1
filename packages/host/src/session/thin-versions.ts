import type { VersionInfo } from "@quire/protocol"

const HOUR = 3_600_000
const DAY = 24 * HOUR
const MOST = 500

/** The versions that may be forgotten: of automatic ones all of the last day stay, then the last one of each hour for a
 *  week, of each day for three months, of each week after that. Named ones stay. `versions`: the newest first. */
export function versionsToForget(versions: readonly VersionInfo[], now: number): number[] {
  const seen = new Set<string>()
  const forgotten = versions.filter(({ at, name }, index) => {
    if (name !== "") return false
    if (index >= MOST) return true
    const age = now - at
    if (age < DAY) return false
    const span = age < 7 * DAY ? HOUR : age < 90 * DAY ? DAY : 7 * DAY
    const bucket = `${span} ${Math.floor(at / span)}`
    return seen.size === seen.add(bucket).size
  })
  return forgotten.map(({ n }) => n)
}
