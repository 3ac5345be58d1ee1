// The cell process. Its main thread runs cells and nothing else; the link thread speaks with the parent, so that an
// interrupt is heard while a cell loops. Cells are called from the port's event handler, never from the top level of
// this module: a terminated entry module would end the process.
import { flushCompileCache } from "node:module"
import { Worker } from "node:worker_threads"
import { CellRunner } from "./cell-runner.ts"
import { Link } from "./link-port.ts"
import { SHARED_BYTES } from "./shared.ts"
import type { LinkData } from "./shared.ts"
import { patchConsole } from "./streams.ts"
import { nodeTimers, ownTimers } from "./timers.ts"
import { guardProcess } from "./guards.ts"

const shared = new Int32Array(new SharedArrayBuffer(SHARED_BYTES))
const worker = new Worker(new URL(import.meta.resolve("#link")), {
  workerData: { shared, outputsFolder: process.env["QUIRE_CHILD_OUTPUTS"] } satisfies LinkData,
  // Not piped into the process's own streams, which cells get others for.
  stdout: true,
  stderr: true,
  // What passes through it is garbage at once: a flood would make its heap as large as the cells'.
  resourceLimits: { maxYoungGenerationSizeMb: 4 },
})
delete process.env["QUIRE_CHILD_OUTPUTS"]
// What cells start keeps no code where we do.
delete process.env["NODE_COMPILE_CACHE"]
const link = new Link(worker, shared)
const runner = new CellRunner(link)

// Node makes some globals at their first use; an interrupt that hits there leaves them undefined for good.
for (const name of ["performance", "structuredClone", "AbortController", "TextEncoder", "URL"] as const)
  void globalThis[name]

runner.maps.install()
patchConsole(runner)
ownTimers(() => runner.owner())
guardProcess(runner, link)
link.listen((message, isLate) => runner.handle(message, isLate))
link.send({ type: "ready", pid: process.pid })
// It will be killed one day, and what is written at an exit would never be.
nodeTimers.setTimeout(flushCompileCache, 2000).unref()
