import { realpath, rename, rm, writeFile } from "node:fs/promises"
import { resolve } from "node:path"

/** Whether two names are of one file. */
export async function isSameFile(one: string, other: string): Promise<boolean> {
  const place = (file: string): Promise<string> => realpath(file).catch(() => resolve(file))
  return (await place(one)) === (await place(other))
}

/** All of it or nothing: a disk may be full half way. Undefined when it is written. */
export async function writeWhole(file: string, text: string): Promise<string | undefined> {
  const target = await realpath(file).catch(() => file)
  const beside = `${target}.${process.pid}.tmp`
  try {
    await writeFile(beside, text)
    await rename(beside, target)
    return undefined
  } catch (error) {
    await rm(beside, { force: true })
    return codeOf(error)
  }
}

/** A system's word for what went wrong. */
export function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? String(error)
}
