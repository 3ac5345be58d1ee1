import { useCallback, useEffect, useRef, useState } from "react"
import type { FileEntry } from "@quire/protocol"
import { api } from "../api/http.ts"
import type { ApiProblem } from "../api/http.ts"

interface Page {
  readonly entries: readonly FileEntry[]
  readonly cursor: string | undefined
}

export interface Listing {
  /** Undefined before the first page is there. */
  readonly entries: readonly FileEntry[] | undefined
  /** More pages are still coming. */
  readonly isLoading: boolean
  readonly problem: ApiProblem | undefined
  readonly reload: () => void
}

const FIRST_PAGE = 200
const NEXT_PAGES = 5000

/** All entries of a folder: the first page as soon as it is there, the others after it. */
export function useListing(storageId: string, path: string): Listing {
  const [entries, setEntries] = useState<readonly FileEntry[]>()
  const [problem, setProblem] = useState<ApiProblem>()
  const [isLoading, setLoading] = useState(true)
  const round = useRef(0)
  const load = useCallback(async (): Promise<void> => {
    const mine = ++round.current
    setLoading(true)
    let all: readonly FileEntry[] = []
    let cursor: string | undefined
    do {
      const query = new URLSearchParams({ path, limit: String(cursor === undefined ? FIRST_PAGE : NEXT_PAGES) })
      if (cursor !== undefined) query.set("cursor", cursor)
      const answer = await api<Page>("GET", `/storages/${storageId}/files?${query}`)
      // Somebody has gone elsewhere meanwhile.
      if (mine !== round.current) return
      setProblem(answer.ok ? undefined : answer.problem)
      if (!answer.ok) break
      all = [...all, ...answer.value.entries]
      setEntries(all)
      cursor = answer.value.cursor
    } while (cursor !== undefined)
    setLoading(false)
  }, [storageId, path])
  useEffect(() => {
    setEntries(undefined)
    setProblem(undefined)
    void load()
  }, [load])
  return { entries, isLoading, problem, reload: () => void load() }
}
