import { kitHooks } from "./hooks.ts"

/** How a value says what it looks like: the field's own symbol, shared with other TypeScript kernels. */
export const DISPLAY: unique symbol = Symbol.for("Jupyter.display") as never

/** An object that shows itself as a MIME bundle. */
export interface Displayable {
  [DISPLAY](): Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>
}

/** Shows a value under the running cell, as its last expression would be shown, but at once and as often as you like. */
export function display(value: unknown): void {
  kitHooks().display(value)
}

/** Keeps a resource open after the cell has ended, and releases it when the cell runs again, is deleted, or the runtime
 *  ends. (A top-level `using` is released at the end of the run.) */
export function keep<T extends Disposable | AsyncDisposable>(resource: T): T {
  kitHooks().keep(() =>
    Symbol.asyncDispose in resource ? resource[Symbol.asyncDispose]() : resource[Symbol.dispose](),
  )
  return resource
}

/** Markdown as output. */
export function markdown(text: string): Displayable {
  return { [DISPLAY]: () => ({ "text/markdown": text, "text/plain": text }) }
}
