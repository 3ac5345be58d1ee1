import process from "node:process"
import type { CellRunner } from "./cell-runner.ts"
import type { Link } from "./link-port.ts"

/** What a cell does to the process is shown and survived; where it cannot be survived, the parent learns who did it. */
export function guardProcess(runner: CellRunner, link: Link): void {
  process.on("uncaughtException", (error) => runner.uncaught(error))
  process.on("unhandledRejection", (reason) => runner.uncaught(reason))
  const abort = process.abort.bind(process)
  const kill = process.kill.bind(process)
  const exit = process.exit.bind(process)
  process.exit = ((code?: number) => {
    link.send({ type: "exiting", code: Number(code ?? process.exitCode ?? 0), cell: runner.owner()?.cell })
    link.flush()
    exit(code)
  }) as typeof process.exit
  // A cell that ends the process by other ways still has its last words heard.
  process.abort = () => {
    link.flush()
    return abort()
  }
  process.kill = (pid, signal) => {
    if (pid === process.pid) link.flush()
    return kill(pid, signal)
  }
}
