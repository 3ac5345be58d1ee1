// Apart from the schemas, so that the page need not load the library that checks them.

/** Raised whenever a message changes; a page of another version reloads. */
export const PROTOCOL_VERSION = 5

/** The first byte of every message on a page's socket. */
export const CHANNEL = { control: 0, document: 1, awareness: 2, events: 3, commands: 4, language: 5 } as const
