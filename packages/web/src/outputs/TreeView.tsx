import { ChevronRight } from "lucide-react"
import { useState } from "react"
import type { TreeData, TreeNode } from "@quire/protocol"
import { useConnection } from "../session/hooks.ts"
import { Icon } from "../ui/Icon.tsx"
import { plural } from "../ui/format.ts"

/** A value as a tree: one line, opened level by level, 100 entries at a time, each asked of the runtime. */
export function TreeView({ data: { handle, root } }: { data: TreeData }) {
  const isText = root.kind === "string" && root.text.includes("\\n")
  if (isText) return <pre className="out plain">{unquote(root.text)}</pre>
  return (
    <div className="out tree">
      <Node
        node={root}
        handle={handle}
        path={[]}
        isOpenAtFirst={root.size > 0 && root.size <= 20 && root.text.length > 60}
      />
    </div>
  )
}

function Node({
  node,
  handle,
  path,
  label,
  isOpenAtFirst = false,
}: {
  node: TreeNode
  handle: number
  path: readonly number[]
  label?: string
  isOpenAtFirst?: boolean
}) {
  const connection = useConnection()
  const [isOpen, setOpen] = useState(isOpenAtFirst)
  const [entries, setEntries] = useState(node.entries)
  const [problem, setProblem] = useState<string>()
  const load = async (offset: number): Promise<void> => {
    const answer = await connection.command({ type: "call", call: { ask: "expand", handle, path: [...path], offset } })
    if (!answer.ok) return setProblem(answer.message)
    setEntries([...(offset === 0 ? [] : (entries ?? [])), ...((answer.value as TreeNode).entries ?? [])])
  }
  const toggle = (): void => {
    setOpen(!isOpen)
    if (!isOpen && entries === undefined) void load(0)
  }
  const line = (
    <>
      {label === undefined ? null : <span className="key">{label}: </span>}
      <span className={`v-${node.kind}`}>{node.text}</span>
    </>
  )
  if (node.size === 0) return <div className="leaf">{line}</div>
  return (
    <div className="node">
      <button type="button" className="node-h" aria-expanded={isOpen} onClick={toggle}>
        <Icon of={ChevronRight} size="xs" />
        <span className="cut">{line}</span>
      </button>
      {isOpen ? (
        <div className="node-b">
          {(entries ?? []).map((entry, index) => (
            <Node key={index} node={entry.value} handle={handle} path={[...path, index]} label={entry.key} />
          ))}
          {entries !== undefined && entries.length < node.size ? (
            <button type="button" className="link" onClick={() => void load(entries.length)}>
              {`${plural(node.size - entries.length, "more entry", "more entries")}`}
            </button>
          ) : null}
          {problem === undefined ? null : <p className="t3">{problem}</p>}
        </div>
      ) : null}
    </div>
  )
}

function unquote(text: string): string {
  return text.slice(1, -1).replaceAll("\\n", "\n").replaceAll("\\'", "'").replaceAll("\\\\", "\\")
}
