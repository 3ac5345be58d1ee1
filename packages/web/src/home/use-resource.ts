import { useCallback, useEffect, useState } from "react"
import { api } from "../api/http.ts"
import type { ApiProblem } from "../api/http.ts"

/** Something the API answers, asked at once, again on demand, and every `everyMs` if given. Each loads and fails alone. */
export function useResource<T>(
  path: string,
  everyMs?: number,
): { value: T | undefined; problem: ApiProblem | undefined; reload: () => void } {
  const [state, setState] = useState<{ path: string; value: T | undefined; problem: ApiProblem | undefined }>()
  const load = useCallback(async () => {
    const answer = await api<T>("GET", path)
    setState((before) => ({
      path,
      value: answer.ok ? answer.value : before?.path === path ? before.value : undefined,
      problem: answer.ok ? undefined : answer.problem,
    }))
  }, [path])
  useEffect(() => {
    void load()
    if (everyMs === undefined) return undefined
    const timer = setInterval(() => void load(), everyMs)
    return () => clearInterval(timer)
  }, [load, everyMs])
  const isThis = state?.path === path
  return {
    value: isThis ? state.value : undefined,
    problem: isThis ? state.problem : undefined,
    reload: () => void load(),
  }
}
