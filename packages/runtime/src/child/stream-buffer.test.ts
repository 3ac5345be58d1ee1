import { expect, test, vi } from "vitest"
import type { Owner } from "./owner.ts"
import { StreamBuffer } from "./stream-buffer.ts"
import { nodeTimers } from "./timers.ts"

const owner = (run: number): Owner => ({ cell: "a", run }) as Owner

test("[R3] a batch whose callback an interrupt hit keeps nothing of the next run back", async () => {
  const printed = new Map<number, string>()
  const buffer = new StreamBuffer((from, _name, text) => {
    const run = from?.run ?? 0
    printed.set(run, (printed.get(run) ?? "") + text)
  })
  const lines = Array.from({ length: 100 }, (_, n) => `${n}\n`)
  const hit = vi.spyOn(nodeTimers, "setImmediate").mockImplementation(() => setTimeout(() => undefined) as never)
  for (const line of lines) buffer.write(owner(1), "stdout", line)
  hit.mockRestore()
  for (const line of lines) buffer.write(owner(2), "stdout", line)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(printed.get(1)).toBe(lines.join(""))
  expect(printed.get(2)).toBe(lines.join(""))
})
