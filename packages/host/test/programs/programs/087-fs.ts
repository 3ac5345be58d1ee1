import * as fs from "node:fs"
import { mkdtemp, readFile, writeFile, rm, readdir, stat, appendFile, rename, open } from "node:fs/promises"
import os from "node:os"
import path, { join, basename, extname } from "path"

const root = await mkdtemp(join(os.tmpdir(), "prog-"))
try {
  fs.mkdirSync(join(root, "a/b/c"), { recursive: true })
  await writeFile(join(root, "a", "one.txt"), "first line\nsecond line\n")
  await appendFile(join(root, "a", "one.txt"), "third")
  fs.writeFileSync(join(root, "a/b/data.json"), JSON.stringify({ n: [1, 2] }, null, 2))
  fs.writeFileSync(join(root, "a/b/c/raw.bin"), Uint8Array.of(0, 255, 10))
  const walk = (dir: string): string[] => fs.readdirSync(dir, { withFileTypes: true }).flatMap((e) => (e.isDirectory() ? walk(join(dir, e.name)) : [path.relative(root, join(dir, e.name))]))
  console.log(walk(root).sort())
  console.log((await readFile(join(root, "a/one.txt"), "utf8")).split("\n"), (await stat(join(root, "a/one.txt"))).size)
  console.log(fs.readFileSync(join(root, "a/b/c/raw.bin")), JSON.parse(fs.readFileSync(join(root, "a/b/data.json"), { encoding: "utf8" })))
  await rename(join(root, "a/one.txt"), join(root, "a/uno.md"))
  console.log((await readdir(root, { recursive: true })).sort(), extname("x.tar.gz"), basename("/q/w.ts", ".ts"))
  console.log(fs.existsSync(join(root, "nope")), fs.statSync(join(root, "nope"), { throwIfNoEntry: false }))
  await using file = await open(join(root, "handle.txt"), "w+")
  await file.write("0123456789")
  const { bytesRead, buffer } = await file.read(Buffer.alloc(4), 0, 4, 3)
  console.log(bytesRead, buffer.toString())
  const stream = fs.createWriteStream(join(root, "s.txt"))
  stream.write("chunk1,"); stream.end("chunk2")
  await new Promise((r) => stream.on("finish", r))
  for await (const chunk of fs.createReadStream(join(root, "s.txt"), { encoding: "utf8", highWaterMark: 7 })) console.log(chunk)
  fs.symlinkSync("s.txt", join(root, "link"))
  console.log(fs.readlinkSync(join(root, "link")), fs.lstatSync(join(root, "link")).isSymbolicLink(), fs.realpathSync(join(root, "link")).endsWith("s.txt"))
  fs.cpSync(join(root, "a"), join(root, "copy"), { recursive: true })
  console.log(fs.globSync("**/*.{md,json}", { cwd: root }).sort())
  try { fs.readFileSync(join(root, "missing")) } catch (e) { const { code, syscall, errno } = e as NodeJS.ErrnoException; console.log(code, syscall, typeof errno) }
  await readFile(join(root, "a")).catch((e) => console.log(e.code))
} finally {
  await rm(root, { recursive: true })
}
console.log(fs.existsSync(root))
fs.readFileSync("/definitely/not/here")
