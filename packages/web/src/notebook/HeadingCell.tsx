import { GitBranch } from "lucide-react"
import { memo, useEffect, useRef } from "react"
import { parseAttributes } from "@quire/notebook"
import { editText, sourceOf } from "@quire/session"
import type { CellInfo } from "../session/cell-list.ts"
import { useConnection, useSource } from "../session/hooks.ts"
import { Icon } from "../ui/Icon.tsx"
import { Menu } from "../ui/Menu.tsx"
import { useNotebook } from "./notebook-context.ts"

/** The title, or the heading of a section; written in place. */
export const HeadingCell = memo(function HeadingCell({ cell }: { cell: CellInfo }) {
  const { id, level, words } = cell
  const { doc } = useConnection()
  const notebook = useNotebook()
  const source = useSource(id)
  const input = useRef<HTMLTextAreaElement>(null)
  const { openers } = notebook
  useEffect(() => {
    openers.set(id, () => input.current?.focus())
    return () => void openers.delete(id)
  }, [openers, id])
  const from = parseAttributes(words).get("from")
  const onChange = (event: React.ChangeEvent<HTMLTextAreaElement>): void => {
    const text = sourceOf(doc, id)
    if (text !== undefined) doc.transact(() => editText(text, event.target.value.replaceAll("\n", " ")), "heading")
  }
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.key !== "Enter" && event.key !== "Escape") return
    event.preventDefault()
    event.stopPropagation()
    notebook.focusCell(id, "cell")
  }
  const field = (
    <textarea
      ref={input}
      className="heading-field"
      rows={1}
      aria-label={level === 1 ? "Title" : "Section title"}
      value={source}
      placeholder={level === 1 ? "Untitled" : "Untitled section"}
      onChange={onChange}
      onKeyDown={onKeyDown}
      onFocus={() => notebook.select(id)}
    />
  )
  const isSelected = notebook.selected === id
  if (level === 1) {
    return (
      <div className="title-cell" id={`cell-${id}`} tabIndex={isSelected ? 0 : -1} data-cell={id}>
        <h1 className="nb-title">
          <span className="vh">{source}</span>
          {field}
        </h1>
      </div>
    )
  }
  return (
    <div className="sec-h" id={`cell-${id}`} tabIndex={isSelected ? 0 : -1} data-cell={id}>
      <h2>
        <span className="vh">{source}</span>
        {field}
      </h2>
      {from === undefined ? null : (
        <span className="tag">
          <Icon of={GitBranch} size="xs" />
          from {from}
        </span>
      )}
      <Menu
        label={`More for section ${source}`}
        actions={[
          { id: "up", label: "Move up", keys: "⌥↑", act: () => notebook.move(id, -1) },
          { id: "down", label: "Move down", keys: "⌥↓", act: () => notebook.move(id, 1) },
          { id: "delete", label: "Delete heading", keys: "D D", act: () => notebook.remove(id) },
        ]}
      />
    </div>
  )
})
