import { useCallback, useRef, useSyncExternalStore } from "react"
import { cellsOf, readCells } from "@quire/session"
import { useConnection } from "../session/hooks.ts"

const DEFINITION = /^ {0,3}\[[^\]\n]+\]:[ \t]*\S.*$/gm

/** The link definitions of all Markdown cells: they count for each of them. */
export function useDefinitions(): string {
  const { doc } = useConnection()
  const last = useRef("")
  const subscribe = useCallback(
    (listener: () => void) => {
      const cells = cellsOf(doc)
      cells.observeDeep(listener)
      return () => cells.unobserveDeep(listener)
    },
    [doc],
  )
  return useSyncExternalStore(subscribe, () => {
    const found = readCells(doc)
      .filter((cell) => cell.kind === "markdown")
      .flatMap((cell) => cell.source.match(DEFINITION) ?? [])
      .join("\n")
    if (found !== last.current) last.current = found
    return last.current
  })
}
