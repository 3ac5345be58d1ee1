import { useState } from "react"
import type { CellId } from "@quire/notebook"
import { useConnection } from "../session/hooks.ts"
import { FormDialog } from "../ui/FormDialog.tsx"

/** Asks where the cell shall go as a file. What fails is said here, and nothing is changed. */
export function MoveToFile({ id, name, onClose }: { id: CellId; name: string; onClose: () => void }) {
  const connection = useConnection()
  const [path, setPath] = useState(`./lib/${name}`)
  const move = async (): Promise<string> => {
    const answer = await connection.command({ type: "moveToFile", cell: id, path: path.trim() })
    return answer.ok ? "" : answer.message
  }
  return (
    <FormDialog title="Move to a file" verb="Move" canSubmit={path.trim() !== ""} onSubmit={move} onClose={onClose}>
      {(isWrong) => (
        <div className="field">
          <label htmlFor="move-path">File, beside this notebook</label>
          <div className="input">
            <input
              id="move-path"
              value={path}
              autoFocus
              spellCheck={false}
              aria-invalid={isWrong}
              aria-describedby="move-help"
              onChange={(event) => setPath(event.target.value)}
            />
          </div>
          <p id="move-help" className="t3">
            The cell imports it from then on. Saved in any editor, it is loaded anew.
          </p>
        </div>
      )}
    </FormDialog>
  )
}
