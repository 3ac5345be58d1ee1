import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import { parseFenceWords } from "@quire/notebook"
import { editText, readCells, sourceOf } from "@quire/session"
import type { LiveSession } from "./live-session.ts"

/** Sets what the cell named `params` declares, in the open document. Errors: a sentence for each thing that is wrong;
 *  then nothing is changed. */
export async function setParams(
  session: LiveSession,
  given: ReadonlyMap<string, string>,
): Promise<Result<void, readonly string[]>> {
  if (given.size === 0) return ok(undefined)
  const cell = readCells(session.doc).find(
    ({ kind, words }) => kind === "code" && parseFenceWords(words).name === "params",
  )
  if (cell === undefined) return err(["the notebook has no cell named params (```ts name=params) to set"])
  const { withParams } = await import("@quire/language/direct")
  const set = withParams(cell.source, parseFenceWords(cell.words).language, given)
  if (!set.ok) return set
  await session.change((doc) => {
    const text = sourceOf(doc, cell.id)
    if (text !== undefined) editText(text, set.value)
  })
  return ok(undefined)
}
