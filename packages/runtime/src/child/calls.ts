import { performance } from "node:perf_hooks"
import type { ChildCall } from "@quire/protocol/child"
import { nodeTimers } from "./timers.ts"
import type { Handles } from "./values/handles.ts"
import { readRows } from "./values/table.ts"
import { expandNode } from "./values/tree.ts"

interface Reply {
  readonly value: unknown
  readonly problem?: string
}

/** Answers questions about values that cells have shown. */
export class Calls {
  private readonly handles: Handles

  constructor(handles: Handles) {
    this.handles = handles
  }

  async answer(call: ChildCall): Promise<Reply> {
    try {
      return await this.ask(call)
    } catch (error) {
      return { value: undefined, problem: error instanceof Error ? error.message : String(error) }
    }
  }

  private async ask(call: ChildCall): Promise<Reply> {
    if (call.ask === "settle") return { value: await settle(call.limitMs) }
    const held = this.handles.get(call.handle)
    if (held === undefined) return { value: undefined, problem: "This output is from an earlier run." }
    if (call.ask === "expand") return { value: expandNode(held, call.path, call.offset) }
    return { value: readRows(held as readonly object[], call) }
  }
}

/** Waits until no timer or pending write of a cell is left, at most `limitMs`. True when nothing is left. */
async function settle(limitMs: number): Promise<boolean> {
  const until = performance.now() + limitMs
  for (;;) {
    const active = process
      .getActiveResourcesInfo()
      .filter((name) => /Timeout|Immediate|FSReqPromise|TCPWrap|ProcessWrap/.test(name))
    if (active.length === 0) return true
    if (performance.now() >= until) return false
    await new Promise((resolve) => nodeTimers.setTimeout(resolve, 5).unref())
  }
}
