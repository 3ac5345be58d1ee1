export { outputFileName } from "./output-file-name.ts"
export { cellEnvironment } from "./parent/environment.ts"
export { startRuntime } from "./parent/start.ts"
export type { Runtime, RuntimeError, RuntimeOptions } from "./parent/start.ts"
