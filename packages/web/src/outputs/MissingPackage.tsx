import { Package } from "lucide-react"
import { useEffect, useState } from "react"
import { withDependency } from "@quire/notebook"
import type { CellId } from "@quire/notebook"
import { editText, frontMatterOf } from "@quire/session"
import { useNotebook } from "../notebook/notebook-context.ts"
import { useConnection } from "../session/hooks.ts"
import { Icon } from "../ui/Icon.tsx"

/** Offers a package that a cell imports and the notebook does not name: its newest version goes into the front matter, and
 *  the cell runs again. */
export function MissingPackage({ name, cell }: { name: string; cell: CellId }) {
  const connection = useConnection()
  const { run } = useNotebook()
  const [version, setVersion] = useState<string>()
  const [problem, setProblem] = useState("")
  useEffect(() => {
    let isCurrent = true
    void connection.command({ type: "latestVersion", name }).then((answer) => {
      if (!isCurrent) return
      if (answer.ok) setVersion(String(answer.value))
      else setProblem(answer.message)
    })
    return () => {
      isCurrent = false
    }
  }, [connection, name])
  const install = (): void => {
    if (version === undefined) return
    const text = frontMatterOf(connection.doc)
    connection.doc.transact(() => editText(text, withDependency(text.toString(), name, version)))
    run([cell])
  }
  return (
    <>
      {problem === "" ? null : <p role="status">{`No version of ${name} was found: ${problem}`}</p>}
      <button type="button" className="btn small" disabled={version === undefined} onClick={install}>
        <Icon of={Package} size="s" />
        {version === undefined ? `Install ${name}` : `Install ${name} ${version}`}
      </button>
    </>
  )
}
