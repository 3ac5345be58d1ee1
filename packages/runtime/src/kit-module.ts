import { fileURLToPath } from "node:url"

/** The module that cells mean by `quire/kit`. */
export const KIT_MODULE = fileURLToPath(import.meta.resolve("@quire/kit"))
