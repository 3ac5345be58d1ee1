import { describeHostError } from "@quire/host"
import type { HostError } from "@quire/host"
import type { Problem } from "@quire/protocol"
import type { z } from "zod"

/** Every failure of the API: a storage's or host's error, or one of HTTP's own. */
export type ApiError =
  | HostError
  | { readonly code: "unauthorised" }
  | { readonly code: "forbidden"; readonly because: string }
  | { readonly code: "invalid-request"; readonly field: string; readonly because: string }
  | { readonly code: "precondition-required" }
  | { readonly code: "body-too-large"; readonly limit: number }
  | { readonly code: "session-closed" }
  | { readonly code: "runtime-dead" }
  | { readonly code: "output-not-kept" }
  | { readonly code: "rate-limited" }
  | { readonly code: "internal"; readonly reference: string }
  | { readonly code: "route-not-found" }

const STATUS: Readonly<Record<ApiError["code"], number>> = {
  "not-found": 404,
  "access-denied": 403,
  "credentials-missing": 422,
  "credentials-incomplete": 422,
  "credentials-invalid": 422,
  "credentials-expired": 422,
  "clock-skewed": 422,
  "bucket-not-found": 422,
  "wrong-region": 422,
  conflict: 412,
  throttled: 503,
  unreachable: 502,
  timeout: 504,
  "too-large": 413,
  "no-space": 507,
  "read-only": 403,
  "invalid-path": 422,
  "not-supported": 422,
  unexpected: 502,
  "not-text": 422,
  "bad-notebook-file": 422,
  "journal-failed": 507,
  "data-folder-locked": 503,
  "data-folder-unusable": 503,
  exists: 409,
  moved: 410,
  "not-a-notebook": 422,
  "cannot-move-cell": 422,
  unauthorised: 401,
  forbidden: 403,
  "invalid-request": 422,
  "precondition-required": 428,
  "body-too-large": 413,
  "session-closed": 404,
  "runtime-dead": 409,
  "output-not-kept": 404,
  "rate-limited": 429,
  internal: 500,
  "route-not-found": 404,
}

/** The words for a failure. */
export function describeApiError(error: ApiError): {
  readonly title: string
  readonly message: string
  readonly hint: string
} {
  return wordsFor(error)
}

/** The answer to a failure (RFC 9457): title, message, hint and the facts. No error holds a secret. */
export function toProblem(error: ApiError): Problem {
  const { title, message, hint } = wordsFor(error)
  return { type: "about:blank", status: STATUS[error.code], title, detail: message, hint, ...error }
}

export function problemResponse(error: ApiError): Response {
  const problem = toProblem(error)
  const headers = { "content-type": "application/problem+json" }
  return new Response(JSON.stringify(problem), { status: problem.status, headers })
}

/** The first thing that is wrong with a body, by the field's name. */
export function invalidRequest(error: z.ZodError): ApiError {
  const [issue] = error.issues
  return { code: "invalid-request", field: issue?.path.join(".") ?? "", because: issue?.message ?? "it cannot be read" }
}

function sizeOf(bytes: number): string {
  return bytes < 1024 * 1024 ? `${Math.round(bytes / 1024)} KB` : `${Math.round(bytes / 1024 / 1024)} MB`
}

function wordsFor(error: ApiError): { title: string; message: string; hint: string } {
  switch (error.code) {
    case "unauthorised":
      return {
        title: "Sign in first",
        message: "That token is not valid here.",
        hint: "It is in the address that quire printed at start.",
      }
    case "forbidden":
      return {
        title: "Not allowed",
        message: error.because,
        hint: "Open Quire by the address that it printed at start.",
      }
    case "invalid-request":
      return {
        title: "The request is not valid",
        message: `${error.field || "body"}: ${error.because}`,
        hint: "Correct it and send it again.",
      }
    case "precondition-required":
      return {
        title: "Say which version you mean",
        message: "A write needs If-Match or If-None-Match.",
        hint: "Send the ETag that was read, or overwrite=true.",
      }
    case "body-too-large":
      return {
        title: "That is too large",
        message: `This request may hold at most ${sizeOf(error.limit)}.`,
        hint: "Put large files where the storage lies.",
      }
    case "output-not-kept":
      return {
        title: "Not kept",
        message: "There is no file of what this cell printed.",
        hint: "Run the cell again: what it prints is kept as a file while it is more than the page shows.",
      }
    case "session-closed":
      return { title: "This notebook is not open", message: "The session has ended.", hint: "Open the notebook again." }
    case "runtime-dead":
      return { title: "The runtime is not running", message: "The value is gone with it.", hint: "Run the cell again." }
    case "rate-limited":
      return { title: "Too many tries", message: "Too many wrong tokens.", hint: "Wait a minute." }
    case "internal":
      return {
        title: "Something failed in Quire",
        message: "This is a bug of ours. Your text is safe.",
        hint: `The server's log has more under ${error.reference}.`,
      }
    case "route-not-found":
      return { title: "There is no such page", message: "Nothing answers here.", hint: "Check the address." }
    default:
      return describeHostError(error)
  }
}
