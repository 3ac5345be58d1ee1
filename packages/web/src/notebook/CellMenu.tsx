import { useState } from "react"
import type { CellId, FenceWords } from "@quire/notebook"
import { Menu } from "../ui/Menu.tsx"
import { MoveToFile } from "./MoveToFile.tsx"
import { useNotebook } from "./notebook-context.ts"

/** What can be done with a code cell. */
export function CellMenu({ id, words }: { id: CellId; words: FenceWords }) {
  const actions = useNotebook()
  const [isMoving, setMoving] = useState(false)
  const toggle = (word: string, isOn: boolean): void => actions.setWord(id, word, isOn ? undefined : "")
  return (
    <>
      <Menu
        label={`More for ${words.name ?? "this cell"}`}
        actions={[
          { id: "run", label: "Run", keys: "⇧↵", act: () => actions.run([id]) },
          {
            id: "reactive",
            label: words.isReactive ? "Run when asked" : "Run by itself",
            act: () => toggle("reactive", words.isReactive),
          },
          {
            id: "hide",
            label: words.hidesCode ? "Show code" : "Hide code",
            act: () => toggle("hide-code", words.hidesCode),
          },
          {
            id: "output",
            label: words.hidesOutput ? "Show output" : "Hide output",
            act: () => toggle("hide-output", words.hidesOutput),
          },
          { id: "up", label: "Move up", keys: "⌥↑", act: () => actions.move(id, -1) },
          { id: "down", label: "Move down", keys: "⌥↓", act: () => actions.move(id, 1) },
          { id: "split", label: "Split at the caret", keys: "-", act: () => actions.split(id) },
          { id: "join", label: "Join with the cell below", keys: "+", act: () => actions.join(id) },
          { id: "markdown", label: "Turn into Markdown", keys: "M", act: () => actions.setKind(id, "markdown") },
          { id: "file", label: "Move to a file…", act: () => setMoving(true) },
          { id: "delete", label: "Delete", keys: "D D", act: () => actions.remove(id) },
        ]}
      />
      {isMoving ? (
        <MoveToFile id={id} name={`${words.name ?? "cell"}.${words.language}`} onClose={() => setMoving(false)} />
      ) : null}
    </>
  )
}
