/** Characters of a cell's streams kept from the start and from the end (DESIGN §13); what lies between is counted. */
export const HEAD_CHARACTERS = 64 * 1024
export const TAIL_CHARACTERS = 256 * 1024

/** Outputs of a cell kept from the start and from the end: a flood that changes between streams makes many. */
export const HEAD_OUTPUTS = 200
export const TAIL_OUTPUTS = 800
