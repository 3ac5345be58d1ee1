import { basename, dirname } from "node:path"
import type { Storage } from "@quire/storage"

const POLL_FIRST_MS = 5000
const POLL_LONGEST_MS = 30_000

/** Calls `onChange` when the file may have changed: local folders are watched, and polled as well, since watchers miss
 *  events on network mounts; others are polled, less often the longer nothing happens. Returns a function that stops. */
export function watchFile(storage: Storage, file: string | undefined, onChange: () => Promise<void>): () => void {
  let isStopped = false
  let pause = POLL_FIRST_MS
  let timer: NodeJS.Timeout
  const poll = (): void => {
    timer = setTimeout(() => {
      pause = Math.min(pause * 1.5, POLL_LONGEST_MS)
      void onChange().then(() => isStopped || poll())
    }, pause)
    timer.unref()
  }
  poll()
  const unsubscribe = file === undefined || !storage.capabilities.canWatch ? undefined : subscribe(file, onChange)
  return () => {
    isStopped = true
    clearTimeout(timer)
    void unsubscribe?.then((stop) => stop())
  }
}

async function subscribe(file: string, onChange: () => Promise<void>): Promise<() => Promise<void>> {
  const name = basename(file)
  try {
    const { subscribe: watch } = await import("@parcel/watcher")
    const subscription = await watch(dirname(file), (error, events) => {
      if (error === null && events.some((event) => basename(event.path) === name)) void onChange()
    })
    return () => subscription.unsubscribe()
  } catch {
    // Too many watches, or a file system without them: polling goes on.
    return () => Promise.resolve()
  }
}
