import { Package } from "lucide-react"
import { useState } from "react"
import { withDependency } from "@quire/notebook"
import type { CellId } from "@quire/notebook"
import { editText, frontMatterOf } from "@quire/session"
import { useNotebook } from "../notebook/notebook-context.ts"
import { useConnection } from "../session/hooks.ts"
import { Icon } from "../ui/Icon.tsx"

/** Offers a package that a cell imports and the notebook does not name: asked for, its newest version goes into the front
 *  matter, and the cell runs again. Nobody is asked about it before that: showing a notebook fetches nothing. */
export function MissingPackage({ name, cell }: { name: string; cell: CellId }) {
  const connection = useConnection()
  const { run } = useNotebook()
  const [problem, setProblem] = useState("")
  const [isBusy, setBusy] = useState(false)
  const install = async (): Promise<void> => {
    setBusy(true)
    const answer = await connection.command({ type: "latestVersion", name })
    setBusy(false)
    if (!answer.ok) return setProblem(`No version of ${name} was found: ${answer.message}`)
    const text = frontMatterOf(connection.doc)
    connection.doc.transact(() => editText(text, withDependency(text.toString(), name, String(answer.value))))
    run([cell])
  }
  return (
    <>
      {problem === "" ? null : <p role="status">{problem}</p>}
      <button type="button" className="btn small" disabled={isBusy} onClick={() => void install()}>
        <Icon of={Package} size="s" />
        {`Install ${name}`}
      </button>
    </>
  )
}
