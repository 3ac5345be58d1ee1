import fs, { existsSync as exists, type Stats } from "node:fs"
import * as path from "node:path"
import type { URL as U } from "node:url"
import { type Dirent } from "node:fs"
import "node:os"
export { sep } from "node:path"
export * as os from "node:os"
export * from "node:util"
export type { Stats }
export const a = 1
export default function named() { return 1 }
const z: U | Stats | Dirent | undefined = undefined
console.log(exists("/"), fs.existsSync === exists, path.join("a", "b"), a, named(), z)
export { a as b, a as "quoted name" }
