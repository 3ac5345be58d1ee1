/** What the cell process offers to the kit. The kit is imported by cells, so it finds its host on a global symbol. */
export interface KitHooks {
  /** Shows something under the running cell, at once. */
  display(value: unknown): void
  /** The value that people gave to an input of the running cell, or undefined. */
  inputValue(cell: string, name: string): unknown
  /** The cell that is running. */
  currentCell(): string | undefined
  /** Releases the resource when the cell runs again, is deleted, or the runtime ends. */
  keep(release: () => unknown): void
}

const HOOKS = Symbol.for("quire.kit.hooks")

/** Called by the cell process before any cell runs. */
export function setKitHooks(hooks: KitHooks): void {
  ;(globalThis as Record<symbol, unknown>)[HOOKS] = hooks
}

export function kitHooks(): KitHooks {
  const hooks = (globalThis as Record<symbol, unknown>)[HOOKS] as KitHooks | undefined
  if (hooks === undefined) throw new Error("quire/kit works in the cells of a notebook; here no notebook is running")
  return hooks
}
