export { makeStorage, PROBE_TIMEOUT_MS } from "./settings/make-storage.ts"
export { probeAnswer, refusedProbe, toReport } from "./settings/reports.ts"
export { startServer } from "./start.ts"
export type { RunningServer, ServerError, ServerOptions } from "./start.ts"
