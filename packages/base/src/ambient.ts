/** Where time comes from. Pure packages are given one and never ask the machine. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  now(): number
}

/** Where identifiers come from. */
export interface Ids {
  /** A fresh, unguessable identifier of letters and digits. */
  next(): string
}
