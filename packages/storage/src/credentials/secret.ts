import { inspect } from "node:util"

/** A text that cannot be printed: JSON, templates, string conversion and `inspect` all say `[secret]`. */
export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  /** The text itself, for the one call that needs it. */
  reveal(): string {
    return this.#text
  }

  toString(): string {
    return "[secret]"
  }

  toJSON(): string {
    return "[secret]"
  }

  [inspect.custom](): string {
    return "[secret]"
  }
}
