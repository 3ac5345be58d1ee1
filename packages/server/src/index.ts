export { startServer } from "./start.ts"
export type { RunningServer, ServerError, ServerOptions } from "./start.ts"
