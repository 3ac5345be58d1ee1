import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
  useSyncExternalStore,
} from "react"
import type { CellId } from "@quire/notebook"
import { cellsOf, outputsInFile, sourceOf } from "@quire/session"
import type { Output, SessionState } from "@quire/session"
import type { CellInfo } from "./cell-list.ts"
import type { Connection, ConnectionInfo } from "./connection.ts"
import { peopleAt } from "./presence.ts"
import type { Presence } from "./presence.ts"

export const ConnectionContext = createContext<Connection | undefined>(undefined)

/** The connection of the notebook page that this component stands in. */
export function useConnection(): Connection {
  const connection = useContext(ConnectionContext)
  if (connection === undefined) throw new Error("used outside a notebook page")
  return connection
}

/** A part of the session's state. Drawn anew only when the part is another one by `isEqual`. */
export function useSession<T>(select: (state: SessionState) => T, isEqual: (a: T, b: T) => boolean = Object.is): T {
  const { store } = useConnection()
  const last = useRef<{ value: T } | undefined>(undefined)
  const get = useCallback(() => {
    const value = select(store.get())
    if (last.current !== undefined && isEqual(last.current.value, value)) return last.current.value
    last.current = { value }
    return value
  }, [store, select, isEqual])
  return useSyncExternalStore(
    useCallback((listener) => store.subscribe(listener), [store]),
    get,
  )
}

export function useConnectionInfo(): ConnectionInfo {
  const connection = useConnection()
  return useSyncExternalStore(connection.subscribe, () => connection.info)
}

export function useCells(): readonly CellInfo[] {
  const { cells } = useConnection()
  return useSyncExternalStore(
    useCallback((listener) => cells.subscribe(listener), [cells]),
    () => cells.get(),
  )
}

/** The live text of a cell. */
export function useSource(id: CellId): string {
  const { doc } = useConnection()
  const text = sourceOf(doc, id)
  const subscribe = useCallback(
    (listener: () => void) => {
      text?.observe(listener)
      return () => text?.unobserve(listener)
    },
    [text],
  )
  return useSyncExternalStore(subscribe, () => text?.toString() ?? "")
}

/** What the notebook's file has of a cell's outputs, where it has them and they are wanted. */
export function useFileOutputs(id: CellId, isWanted: boolean): readonly Output[] {
  const raw = useRaw(id, isWanted)
  return useMemo(() => outputsInFile(raw), [raw])
}

/** A cell's slice of its file. */
export function useRaw(id: CellId, isWanted: boolean): string {
  const { doc } = useConnection()
  const cell = isWanted ? cellsOf(doc).get(id) : undefined
  const subscribe = useCallback(
    (listener: () => void) => {
      cell?.observe(listener)
      return () => cell?.unobserve(listener)
    },
    [cell],
  )
  const raw = useSyncExternalStore(subscribe, () => cell?.get("raw"))
  return typeof raw === "string" ? raw : ""
}

/** Who is here, this page's person first. */
export function usePeople(): readonly Presence[] {
  const connection = useConnection()
  const { awareness } = connection
  const [people, setPeople] = useState(() => peopleAt(awareness.getStates(), connection.person))
  useEffect(() => {
    const update = (): void => setPeople(peopleAt(awareness.getStates(), connection.person))
    update()
    awareness.on("change", update)
    return () => awareness.off("change", update)
  }, [awareness, connection])
  return people
}

/** The time, again every `everyMs` while `isOn`. */
export function useNow(everyMs: number, isOn = true): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!isOn) return undefined
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs, isOn])
  return now
}
