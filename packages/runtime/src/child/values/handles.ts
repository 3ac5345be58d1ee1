/** Values that the page may still ask about, by number; let go when their cell runs again. */
export class Handles {
  private readonly values = new Map<number, { readonly cell: string; readonly value: unknown }>()
  private last = 0

  add(cell: string, value: unknown): number {
    this.values.set(++this.last, { cell, value })
    return this.last
  }

  get(handle: number): unknown {
    return this.values.get(handle)?.value
  }

  drop(cell: string): void {
    for (const [handle, entry] of this.values) if (entry.cell === cell) this.values.delete(handle)
  }
}
