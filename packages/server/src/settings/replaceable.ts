import type { Storage } from "@quire/storage"

/** A storage that can be exchanged under those who hold it: an open notebook saves with the new key as soon as somebody
 *  has typed it. */
export interface Replaceable {
  readonly storage: Storage
  replace(storage: Storage): void
}

export function replaceable(first: Storage): Replaceable {
  let current = first
  const storage = new Proxy({} as Storage, {
    get: (_target, key) => {
      const value: unknown = Reflect.get(current, key)
      return typeof value === "function" ? (value as (...values: unknown[]) => unknown).bind(current) : value
    },
  })
  return { storage, replace: (next) => void (current = next) }
}
