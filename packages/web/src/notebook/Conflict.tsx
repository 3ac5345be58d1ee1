import { GitMerge } from "lucide-react"
import { parseAttributes } from "@quire/notebook"
import type { CellInfo } from "../session/cell-list.ts"
import { Icon } from "../ui/Icon.tsx"
import { useNotebook } from "./notebook-context.ts"

/** Both texts are kept until a person chooses: ours stands above, theirs is this cell. */
export function Conflict({ cell: { id, words } }: { cell: CellInfo }) {
  const { neighbour, remove, setWord } = useNotebook()
  if (parseAttributes(words).get("conflict") !== "theirs") return null
  const keepBoth = (): void => setWord(id, "conflict", undefined)
  const keepTheirs = (): void => {
    const mine = neighbour(id, -1)
    keepBoth()
    if (mine !== undefined) remove(mine)
  }
  return (
    <div className="why" role="status">
      <Icon of={GitMerge} size="s" />
      <span className="grow">
        <b>Also changed in the file.</b> Theirs is here, yours above. Both are kept until you choose.
      </span>
      <button type="button" className="btn small" onClick={() => remove(id)}>
        Keep mine
      </button>
      <button type="button" className="btn small" onClick={keepTheirs}>
        Keep theirs
      </button>
      <button type="button" className="btn small" onClick={keepBoth}>
        Keep both
      </button>
    </div>
  )
}
