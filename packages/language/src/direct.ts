// What reads cells in the process that asks: it loads the compilers, as nobody who only starts the process should.
export { Language } from "./language.ts"
export { NO_LINKS } from "./links.ts"
export { moveToFile } from "./move-to-file.ts"
export { withParams } from "./params.ts"
