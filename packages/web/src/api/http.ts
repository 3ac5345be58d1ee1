import type { Problem } from "@quire/protocol"

/** A failure of the API, as it answers them (RFC 9457), or of the network, in the same shape. */
export type ApiProblem = Pick<Problem, "code" | "title" | "detail" | "hint" | "status"> & {
  readonly [fact: string]: unknown
}

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: ApiProblem }

let key: Promise<string | undefined> | undefined

/** The key that changing calls and sockets carry beside the cookie. */
export async function pageKey(): Promise<string | undefined> {
  key ??= fetch("/api/v1/me").then(async (response) => {
    if (!response.ok) return undefined
    return ((await response.json()) as { key: string | null }).key ?? undefined
  })
  const found = await key.catch(() => undefined)
  if (found === undefined) key = undefined
  return found
}

/** Calls the API. Never throws: a network that is gone is a problem like any other. A sign-in that has ended leads to
 *  the sign-in page. */
export async function api<T>(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
  signal?: AbortSignal,
): Promise<Answer<T>> {
  try {
    const isRaw = body instanceof Blob
    const all: Record<string, string> = { ...headers }
    if (body !== undefined && !isRaw) all["content-type"] = "application/json"
    if (method !== "GET") all["x-quire-key"] = (await pageKey()) ?? ""
    const sent = body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }
    const response = await fetch(`/api/v1${path}`, { method, headers: all, signal: signal ?? null, ...sent })
    if (response.ok) {
      const isEmpty = response.status === 204 || response.headers.get("content-length") === "0"
      return { ok: true, value: (isEmpty ? undefined : await response.json()) as T }
    }
    const problem = (await response.json()) as ApiProblem
    if (response.status === 401) key = undefined
    if (response.status === 401 && !location.pathname.startsWith("/sign-in")) {
      location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`)
    }
    return { ok: false, problem }
  } catch {
    return { ok: false, problem: OFFLINE }
  }
}

const OFFLINE: ApiProblem = {
  code: "offline",
  status: 0,
  title: "The server does not answer",
  detail: "The connection is gone, or the server has stopped.",
  hint: "Check that quire is running.",
}

/** As `api`, for what takes long: hears how many files are done meanwhile. Aborting ends it on the server, too. */
export async function apiWithProgress(
  method: string,
  path: string,
  body: unknown,
  onFiles: (files: number) => void,
  signal: AbortSignal,
): Promise<Answer<void>> {
  try {
    const headers = {
      "content-type": "application/json",
      accept: "application/x-ndjson",
      "x-quire-key": (await pageKey()) ?? "",
    }
    const sent = body === undefined ? {} : { body: JSON.stringify(body) }
    const response = await fetch(`/api/v1${path}`, { method, headers, signal, ...sent })
    if (!response.ok || response.body === null) return { ok: false, problem: (await response.json()) as ApiProblem }
    let rest = ""
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader()
    for (;;) {
      const { done, value = "" } = await reader.read()
      const lines = (rest + value).split("\n")
      rest = lines.pop() ?? ""
      for (const line of lines) {
        const said = JSON.parse(line) as { files?: number; done?: true; problem?: ApiProblem }
        if (said.files !== undefined) onFiles(said.files)
        if (said.done === true) return { ok: true, value: undefined }
        if (said.problem !== undefined) return { ok: false, problem: said.problem }
      }
      if (done) return { ok: false, problem: OFFLINE }
    }
  } catch {
    return { ok: false, problem: OFFLINE }
  }
}
