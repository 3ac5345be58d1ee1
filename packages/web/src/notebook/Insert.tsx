import { Code, Heading, Plus, Type } from "lucide-react"
import type { CellId } from "@quire/notebook"
import { Icon } from "../ui/Icon.tsx"
import { useNotebook } from "./notebook-context.ts"

/** Between two cells: a line with the kinds of cell that can be put there, on hover or focus. */
export function Insert({ after }: { after: CellId | undefined }) {
  const { insert } = useNotebook()
  return (
    <div className="insert">
      <div className="btns">
        <button type="button" className="btn quiet small" onClick={() => insert(after, "code")}>
          <Icon of={Code} size="s" />
          TypeScript
        </button>
        <button type="button" className="btn quiet small" onClick={() => insert(after, "markdown")}>
          <Icon of={Type} size="s" />
          Markdown
        </button>
        <button type="button" className="btn quiet small" onClick={() => insert(after, "heading")}>
          <Icon of={Heading} size="s" />
          Section
        </button>
      </div>
    </div>
  )
}

/** At the end of a notebook, always there. */
export function InsertEnd({ after, isEmpty }: { after: CellId | undefined; isEmpty: boolean }) {
  const { insert } = useNotebook()
  return (
    <div className="insert end">
      {isEmpty ? <p className="t3">Write, or add code.</p> : null}
      <div className="btns">
        {(["code", "markdown", "heading"] as const).map((kind) => (
          <button
            key={kind}
            type="button"
            className="btn small"
            autoFocus={isEmpty && kind === "code"}
            onClick={() => insert(after, kind)}
          >
            <Icon of={Plus} size="s" />
            {{ code: "TypeScript", markdown: "Markdown", heading: "Section" }[kind]}
          </button>
        ))}
      </div>
    </div>
  )
}
