import fs, { readFileSync } from "node:fs"
import * as path from "node:path"
const attempt = (f: () => unknown) => { try { return f() } catch (e) { return `${(e as Error).name}: ${(e as Error).message}` } }
console.log(attempt(() => (fs as any).readFileAsync("x")))
console.log(attempt(() => (path as any).joinAll("a", "b")))
console.log(attempt(() => (readFileSync as any).sync()))
console.log(attempt(() => new (path as any).Path()))
const config = { port: 80 }
console.log(attempt(() => (config as any).load()))
console.log(attempt(() => { const { a } = (config as any).missing; return a }))
console.log(attempt(() => [...(config as any)]))
;(fs as any).readAll("y")
