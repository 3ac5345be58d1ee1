import type { EditorView } from "@codemirror/view"
import { memo, useEffect, useMemo, useRef, useState } from "react"
import { withAttachments } from "@quire/notebook"
import type { CellId } from "@quire/notebook"
import { sourceOf } from "@quire/session"
import { makeEditor } from "../editor/editor.ts"
import { MarkdownView } from "../outputs/MarkdownView.tsx"
import type { CellInfo } from "../session/cell-list.ts"
import { useConnection, useConnectionInfo, useRaw, useSource } from "../session/hooks.ts"
import { Menu } from "../ui/Menu.tsx"
import { useDefinitions } from "./definitions.ts"
import { useNotebook } from "./notebook-context.ts"

/** A Markdown cell: read until somebody writes in it. */
export const MarkdownCell = memo(function MarkdownCell({ cell }: { cell: CellInfo }) {
  const { id } = cell
  const [isEditing, setEditing] = useState(false)
  const notebook = useNotebook()
  const connection = useConnection()
  const isSelected = notebook.selected === id
  const source = useSource(id)
  const { openers } = notebook
  useEffect(() => {
    openers.set(id, () => setEditing(true))
    return () => void openers.delete(id)
  }, [openers, id])
  const leave = (): void => {
    setEditing(false)
    void connection.command({ type: "settleCell", cell: id })
  }
  return (
    <article
      className={`cell prose-cell${isSelected ? " sel" : ""}`}
      id={`cell-${id}`}
      aria-label="Markdown cell"
      tabIndex={isSelected ? 0 : -1}
      data-cell={id}
    >
      <span className="cell-run" />
      <div className="cell-b">
        {isEditing ? (
          <MarkdownEditor id={id} onLeave={leave} />
        ) : (
          <div className="prose-view" onDoubleClick={() => setEditing(true)} role="presentation">
            {source.trim() === "" ? (
              <button type="button" className="prose t3" onClick={() => setEditing(true)}>
                Write something.
              </button>
            ) : (
              <ProseText id={id} source={source} />
            )}
            <span className="prose-acts">
              <Menu
                label="More for this text"
                actions={[
                  { id: "edit", label: "Edit", keys: "↵", act: () => setEditing(true) },
                  { id: "up", label: "Move up", keys: "⌥↑", act: () => notebook.move(id, -1) },
                  { id: "down", label: "Move down", keys: "⌥↓", act: () => notebook.move(id, 1) },
                  { id: "code", label: "Turn into TypeScript", keys: "Y", act: () => notebook.setKind(id, "code") },
                  { id: "delete", label: "Delete", keys: "D D", act: () => notebook.remove(id) },
                ]}
              />
            </span>
          </div>
        )}
      </div>
    </article>
  )
})

function ProseText({ id, source }: { id: CellId; source: string }) {
  const definitions = useDefinitions()
  const raw = useRaw(id, source.includes("attachment:"))
  const whole = useMemo(() => withAttachments(source, raw), [source, raw])
  return <MarkdownView source={whole} definitions={definitions} className="prose" />
}

function MarkdownEditor({ id, onLeave }: { id: CellId; onLeave: () => void }) {
  const place = useRef<HTMLDivElement>(null)
  const connection = useConnection()
  const { generation } = useConnectionInfo()
  const notebook = useNotebook()
  const actions = useRef({ notebook, onLeave })
  actions.current = { notebook, onLeave }
  useEffect(() => {
    const text = sourceOf(connection.doc, id)
    if (text === undefined || place.current === null) return undefined
    const leaveTo = (where: "cell" | "next"): boolean => {
      const { notebook: nb, onLeave: leave } = actions.current
      leave()
      const next = where === "next" ? nb.neighbour(id, 1) : id
      if (next !== undefined) nb.focusCell(next, "cell")
      return true
    }
    const view: EditorView = makeEditor({
      text,
      awareness: connection.awareness,
      language: "markdown",
      label: "Markdown",
      placeholder: "Markdown. Escape shows it.",
      isReadOnly: false,
      keys: [
        { key: "Escape", run: () => leaveTo("cell") },
        { key: "Shift-Enter", run: () => leaveTo("next") },
        { key: "Mod-Enter", run: () => leaveTo("cell") },
      ],
      extensions: [],
    })
    view.contentDOM.addEventListener("focus", () => {
      actions.current.notebook.select(id)
    })
    view.contentDOM.addEventListener("blur", (event) => {
      const to = event.relatedTarget
      if (to instanceof Node && view.dom.contains(to)) return
      actions.current.onLeave()
    })
    place.current.append(view.dom)
    view.focus()
    return () => view.destroy()
  }, [connection, id, generation])
  return <div ref={place} className="code md-editor" />
}
