import type { Result } from "@quire/base"
import type { StorageError } from "../errors.ts"
import type { FilePath, FolderPath } from "../path.ts"
import type { ProbeReport, ProbeStep, Storage } from "../storage.ts"
import type { ConditionalSupport } from "./conditional.ts"

interface ProbeTools {
  readonly isReadOnly: boolean
  readonly region: () => string
  readonly clockDifferenceMs: () => number | undefined
  readonly discover: () => Promise<Result<ConditionalSupport, StorageError>>
  readonly signal: AbortSignal | undefined
}

/** Tries what a storage must be able to do, each with its own outcome. Listing may be refused where reading is not. */
export async function probeS3(storage: Storage, tools: ProbeTools): Promise<ProbeReport> {
  const report = await tryAll(storage, tools)
  return { ...report, clockDifferenceMs: tools.clockDifferenceMs() }
}

async function tryAll(storage: Storage, { isReadOnly, region, discover, signal }: ProbeTools): Promise<ProbeReport> {
  const steps: ProbeStep[] = []
  const listed = await timed(() => storage.list("/" as FolderPath, { limit: 1000, signal }))
  const list = listed.result
  const count = list.ok ? countText(list.value.entries.length, list.value.cursor !== undefined) : ""
  steps.push({
    name: "list",
    outcome: list.ok ? "ok" : "failed",
    detail: list.ok ? `${count}${listed.ms} ms` : list.error.code,
    ms: listed.ms,
  })
  const isRefused = !list.ok && list.error.code === "access-denied"
  if (!list.ok && !isRefused) return { ...base(steps, region()), error: list.error }

  const read = await timed(() => storage.stat("/.quire-probe" as FilePath, { signal }))
  const canRead = read.result.ok || read.result.error.code === "not-found" || list.ok
  const readDetail = canRead ? `${read.ms} ms` : read.result.ok ? "" : read.result.error.code
  steps.push({ name: "read", outcome: canRead ? "ok" : "failed", detail: readDetail, ms: read.ms })
  const readError = canRead || read.result.ok ? undefined : read.result.error
  if (readError !== undefined) return { ...base(steps, region()), error: list.ok ? readError : list.error }
  if (isReadOnly) return { ...base(steps, region()), error: undefined, canRead: true }

  const found = await timed(discover)
  if (!found.result.ok) {
    steps.push({ name: "write", outcome: "failed", detail: found.result.error.code, ms: found.ms })
    steps.push({ name: "conditional", outcome: "skipped", detail: "not tried", ms: 0 })
    return { ...base(steps, region()), error: found.result.error, canRead: true }
  }
  const { ifMatch, ifNoneMatch } = found.result.value
  const isStrong = ifMatch !== "none" && ifNoneMatch
  steps.push({ name: "write", outcome: "ok", detail: `${found.ms} ms`, ms: found.ms })
  const detail = isStrong ? "If-Match works" : "not on this server"
  steps.push({ name: "conditional", outcome: isStrong ? "ok" : "skipped", detail, ms: 0 })
  const conditionalWrites = isStrong ? "strong" : "compare-then-write"
  return { ...base(steps, region()), error: undefined, canRead: true, canWrite: true, conditionalWrites }
}

function countText(count: number, isMore: boolean): string {
  return `${count}${isMore ? "+" : ""} ${count === 1 && !isMore ? "entry" : "entries"}, `
}

function base(steps: readonly ProbeStep[], region: string): ProbeReport {
  return { steps, error: undefined, canRead: false, canWrite: false, conditionalWrites: "compare-then-write", region }
}

async function timed<T>(act: () => Promise<T>): Promise<{ result: T; ms: number }> {
  const start = performance.now()
  const result = await act()
  return { result, ms: Math.round(performance.now() - start) }
}
