import { DISPLAY } from "./display.ts"
import type { Displayable } from "./display.ts"
import { kitHooks } from "./hooks.ts"

/** Something a person sets on the page. `value` is what it is set to now; cells that use the input's name become stale
 *  when somebody changes it. */
export interface Input<T> extends Displayable {
  readonly value: T
}

export interface RangeOptions {
  readonly label: string
  /** Default 0. */
  readonly min?: number
  /** Default 100. */
  readonly max?: number
  /** Default 1. */
  readonly step?: number
  /** What it is set to until somebody moves it. Default: `min`. */
  readonly value?: number
}

/** A slider. A value outside `min` and `max` is drawn in; one that people have set survives a re-run while it fits. */
function range({ label, min = 0, max = 100, step = 1, value = min }: RangeOptions): Input<number> {
  if (!(min <= max)) throw new RangeError(`input.range "${label}": min ${min} is greater than max ${max}`)
  const fit = (wanted: unknown): number | undefined =>
    typeof wanted === "number" && Number.isFinite(wanted) ? Math.min(max, Math.max(min, wanted)) : undefined
  return makeInput("range", label, fit(value) ?? min, fit, { min, max, step })
}

export const input = { range }

function makeInput<T>(
  kind: string,
  label: string,
  initial: T,
  fit: (wanted: unknown) => T | undefined,
  facts: Readonly<Record<string, unknown>>,
): Input<T> {
  const cell = kitHooks().currentCell() ?? ""
  const name = `${kind} ${label}`
  const read = (): T => fit(kitHooks().inputValue(cell, name)) ?? initial
  return {
    get value() {
      return read()
    },
    [DISPLAY]: () => ({
      "application/vnd.quire.input+json": { cell, name, kind, label, value: read(), ...facts },
      "text/plain": `${label}: ${String(read())}`,
    }),
  }
}
