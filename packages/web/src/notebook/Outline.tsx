import { GitBranch } from "lucide-react"
import type { CellId } from "@quire/notebook"
import type { CellStatus, SessionState, StructureCell } from "@quire/session"
import { useSession, useSource } from "../session/hooks.ts"
import { Icon } from "../ui/Icon.tsx"
import { StateGlyph } from "../ui/StateGlyph.tsx"
import { useNotebook } from "./notebook-context.ts"

interface OutlineSection {
  readonly heading: StructureCell | undefined
  readonly cells: readonly { readonly id: CellId; readonly label: string; readonly status: CellStatus }[]
  readonly worst: CellStatus
}

const WORST: readonly CellStatus[] = ["error", "interrupted", "running", "queued", "stale", "never", "fresh"]

/** Sections and code cells, each with its state; a section shows its worst. */
export function Outline({ onGo }: { onGo: () => void }) {
  const sections = useSession(sectionsOf, isSame)
  const { selected, focusCell } = useNotebook()
  const go = (id: CellId) => (event: React.MouseEvent) => {
    event.preventDefault()
    document.getElementById(`cell-${id}`)?.scrollIntoView({ block: "start" })
    focusCell(id, "cell")
    onGo()
  }
  return (
    <nav className="outline" aria-label="Outline">
      <div className="side-h">
        <span className="grow">Outline</span>
      </div>
      <ol className="o-list">
        {sections.map(({ heading, cells, worst }, index) => (
          <li key={heading?.id ?? index} className={heading?.branchFrom === undefined ? "" : "branch"}>
            {heading === undefined ? null : (
              <a className="sec" href={`#cell-${heading.id}`} onClick={go(heading.id)}>
                {heading.branchFrom === undefined ? <StateGlyph status={worst} /> : <Icon of={GitBranch} size="s" />}
                <span className="cut">{heading.title || "Untitled section"}</span>
                {heading.branchFrom === undefined ? null : <StateGlyph status={worst} />}
              </a>
            )}
            <ol className="sub">
              {cells.map(({ id, label, status }) => (
                <li key={id}>
                  <a href={`#cell-${id}`} onClick={go(id)} aria-current={selected === id ? "true" : undefined}>
                    <StateGlyph status={status} />
                    <span className="cut">{label === "" ? <FirstLine id={id} /> : label}</span>
                  </a>
                </li>
              ))}
            </ol>
          </li>
        ))}
      </ol>
      <div className="legend" role="group" aria-label="Run states">
        {(["fresh", "stale", "running", "queued", "error", "never"] as const).map((status) => (
          <span key={status}>
            <i className={`st ${status}`} />
            {
              {
                fresh: "Fresh",
                stale: "Stale",
                running: "Running",
                queued: "Queued",
                error: "Error",
                never: "Not run",
              }[status]
            }
          </span>
        ))}
      </div>
    </nav>
  )
}

function sectionsOf(state: SessionState): OutlineSection[] {
  const groups: { heading: StructureCell | undefined; cells: OutlineSection["cells"][number][] }[] = [
    { heading: undefined, cells: [] },
  ]
  for (const cell of state.structure) {
    if (cell.kind === "heading" && cell.level === 2) groups.push({ heading: cell, cells: [] })
    const mark = state.marks[cell.id]
    if (mark !== undefined) groups.at(-1)?.cells.push({ id: cell.id, label: labelOf(state, cell), status: mark.status })
  }
  return groups
    .filter(({ heading, cells }) => heading !== undefined || cells.length > 0)
    .map(({ heading, cells }) => ({
      heading,
      cells,
      worst: WORST.find((status) => cells.some((cell) => cell.status === status)) ?? "fresh",
    }))
}

function labelOf(state: SessionState, cell: StructureCell): string {
  if (cell.title !== "") return cell.title
  const [first] = state.analyses[cell.id]?.defines ?? []
  return first?.name ?? ""
}

/** The first line of a cell that has no name and defines none. */
function FirstLine({ id }: { id: CellId }) {
  const line = useSource(id)
    .split("\n")
    .find((text) => text.trim() !== "")
  return <>{line?.trim() ?? "empty cell"}</>
}

function isSame(a: readonly OutlineSection[], b: readonly OutlineSection[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
