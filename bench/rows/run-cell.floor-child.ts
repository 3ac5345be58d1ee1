// The least that can run a cell: a function of its text, called.
import { compileFunction } from "node:vm"

export interface Question {
  readonly id: number
  readonly code: string
}

export interface Answer {
  readonly id: number
  readonly value: unknown
}

process.on("message", ({ id, code }: Question) => {
  const cell = compileFunction(code) as () => unknown
  process.send?.({ id, value: cell() } satisfies Answer)
})
