import { readFileSync, writeFileSync } from "node:fs"

/** What a process holds in memory now, in MB; `share`: pages shared with others count in part (PSS). Linux only. */
export function memoryMb(pid: number, what: "resident" | "peak" | "share"): number {
  const [file, key] = what === "share" ? ["smaps_rollup", "Pss"] : ["status", what === "peak" ? "VmHWM" : "VmRSS"]
  const text = readFileSync(`/proc/${pid}/${file}`, "utf8")
  return Number(new RegExp(`^${key}:\\s+(\\d+) kB`, "m").exec(text)?.[1]) / 1024
}

/** The peak counts from now on. */
export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, "5")
}
