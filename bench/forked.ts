import { fork } from "node:child_process"
import type { Serializable } from "node:child_process"
import { fileURLToPath } from "node:url"

/** A script in a process of its own, for as long as the scope lasts. */
export interface Forked<Ready> extends AsyncDisposable {
  /** The first message it sent. */
  readonly ready: Ready
  /** Sends a message and waits for the next one that comes. */
  ask(question: Serializable): Promise<Serializable>
}

/** Forks a script and waits for its first message. The script ends by itself when the channel closes. */
export async function forkScript<Ready>(script: URL, words: readonly string[] = []): Promise<Forked<Ready>> {
  const child = fork(fileURLToPath(script), words, { stdio: ["ignore", "ignore", "inherit", "ipc"] })
  const exited = new Promise<void>((resolve) => child.once("exit", () => resolve()))
  const ready = await Promise.race([
    new Promise<Serializable>((resolve) => child.once("message", resolve)),
    exited.then(() => Promise.reject(new Error(`${script.pathname} ended before it was ready`))),
  ])
  return {
    ready: ready as Ready,
    ask: (question) => {
      const answer = new Promise<Serializable>((resolve) => child.once("message", resolve))
      child.send(question)
      return answer
    },
    async [Symbol.asyncDispose]() {
      if (child.connected) child.disconnect()
      await exited
    },
  }
}
