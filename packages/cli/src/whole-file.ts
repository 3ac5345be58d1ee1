import { access, constants, realpath, rename, rm, stat, writeFile } from "node:fs/promises"
import { resolve } from "node:path"

/** Whether two names are of one file. */
export async function isSameFile(one: string, other: string): Promise<boolean> {
  const place = (file: string): Promise<string> => realpath(file).catch(() => resolve(file))
  return (await place(one)) === (await place(other))
}

/** All of it or nothing: a disk may be full half way. A file that is there keeps its mode, and what may not be written is
 *  not. Undefined when it is written. */
export async function writeWhole(file: string, text: string): Promise<string | undefined> {
  const target = await realpath(file).catch(() => file)
  const beside = `${target}.${process.pid}.tmp`
  try {
    const there = await stat(target).catch(() => undefined)
    if (there !== undefined) await access(target, constants.W_OK)
    await writeFile(beside, text, there === undefined ? {} : { mode: there.mode })
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
