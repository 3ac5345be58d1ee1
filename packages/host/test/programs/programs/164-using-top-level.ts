import { mkdtempSync, writeFileSync, readFileSync, rmSync, existsSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
class TempFolder implements Disposable {
  readonly path = mkdtempSync(join(tmpdir(), "using-"))
  write(name: string, text: string) { writeFileSync(join(this.path, name), text); return this }
  read(name: string) { return readFileSync(join(this.path, name), "utf8") }
  get exists() { return existsSync(this.path) }
  [Symbol.dispose]() { rmSync(this.path, { recursive: true }); console.log("folder removed") }
}
const timer = (label: string): AsyncDisposable & { label: string } => ({ label, async [Symbol.asyncDispose]() { await null; console.log(`${label} ends`) } })

await using whole = timer("whole program")
using folder = new TempFolder()
console.log("begin", whole.label)
folder.write("a.txt", "alpha").write("b.txt", "beta")
console.log(folder.read("a.txt") + folder.read("b.txt"), folder.exists)
{
  using inner = new TempFolder()
  inner.write("x", "1")
  console.log("inner", inner.read("x"))
}
console.log("end of the program", folder.exists)
