/** A map that forgets what was not asked for longest. */
export class Bounded<T> {
  private readonly entries = new Map<string, T>()
  private readonly limit: number

  constructor(limit: number) {
    this.limit = limit
  }

  find(key: string): T | undefined {
    const found = this.entries.get(key)
    if (found !== undefined) this.set(key, found)
    return found
  }

  set(key: string, value: T): void {
    this.entries.delete(key)
    this.entries.set(key, value)
    if (this.entries.size <= this.limit) return
    const [oldest] = this.entries.keys()
    if (oldest !== undefined) this.entries.delete(oldest)
  }

  get(key: string, make: () => T): T {
    const found = this.find(key)
    if (found !== undefined) return found
    const made = make()
    this.set(key, made)
    return made
  }
}
