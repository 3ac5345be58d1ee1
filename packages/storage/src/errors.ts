import type { InvalidPath } from "./path.ts"

/** All that can go wrong with a storage. Nothing else leaves this package, and no secret is in any member. */
export type StorageError =
  | { readonly code: "not-found"; readonly path: string }
  /** `isDisk`: by the file system; else by a bucket's server. */
  | { readonly code: "access-denied"; readonly operation: string; readonly path: string; readonly isDisk?: boolean }
  | { readonly code: "credentials-missing" }
  | {
      readonly code: "credentials-incomplete"
      readonly present: string
      readonly missing: string
      readonly source: string
    }
  | {
      readonly code: "credentials-invalid"
      /** `source`: where credentials were to come from failed; then `detail` and `hint` say how. Else a server refused. */
      readonly because: "unknown-key" | "wrong-secret" | "refused" | "malformed" | "source"
      readonly detail: string
      readonly hint?: string
    }
  | { readonly code: "credentials-expired"; readonly at: string | undefined }
  | { readonly code: "clock-skewed" }
  | { readonly code: "bucket-not-found"; readonly bucket: string }
  | { readonly code: "wrong-region"; readonly asked: string; readonly actual: string }
  | { readonly code: "conflict"; readonly path: string; readonly found: string | undefined }
  | { readonly code: "throttled" }
  | { readonly code: "unreachable"; readonly host: string; readonly because: string }
  | { readonly code: "timeout"; readonly host: string; readonly afterMs: number }
  | { readonly code: "too-large"; readonly path: string; readonly limit: number }
  | { readonly code: "no-space"; readonly path: string }
  | { readonly code: "read-only"; readonly path: string }
  | InvalidPath
  | { readonly code: "not-supported"; readonly what: string }
  | { readonly code: "unexpected"; readonly what: string; readonly reference: string }

/** An error in words: what happened, and what to do. */
export interface ErrorWords {
  readonly title: string
  readonly message: string
  readonly hint: string
}

/** The words for an error (UI §6). One place, so that page, API, command and log say the same. */
export function describeStorageError(error: StorageError): ErrorWords {
  const words = WORDS[error.code] as (error: StorageError) => ErrorWords
  return words(error)
}

type Words = { readonly [Code in StorageError["code"]]: (error: Extract<StorageError, { code: Code }>) => ErrorWords }

const REFUSED: Readonly<Record<Extract<StorageError, { code: "credentials-invalid" }>["because"], ErrorWords>> = {
  "unknown-key": {
    title: "The bucket does not know this key",
    message: "The server answered that there is no such access key.",
    hint: "Check for a missing character, or a key of another account.",
  },
  "wrong-secret": {
    title: "The bucket refuses this key",
    message: "The access key and its secret do not belong together, or the bucket does not know the key.",
    hint: "Check both for a missing character. If they are right, check that the key belongs to this account.",
  },
  refused: {
    title: "The bucket refuses these credentials",
    message: "The server refused the credentials.",
    hint: "Check key, secret and session token.",
  },
  malformed: {
    title: "The credentials cannot be right",
    message: "The credentials hold characters that no key has.",
    hint: "Paste them again, without quotes or line breaks.",
  },
  source: {
    title: "The source of the credentials failed",
    message: "",
    hint: "Check where the credentials come from.",
  },
}

const WORDS = {
  "not-found": ({ path }) => ({
    title: "There is nothing there",
    message: `There is no ${path} in this storage.`,
    hint: "It may have been moved or removed.",
  }),
  "access-denied": ({ operation, path, isDisk }) => ({
    title: operation === "write" ? "The storage refuses writing" : `The storage refuses to ${operation}`,
    message: `Access to ${path} was denied.`,
    // Ceph answers this to an unknown key and a wrong secret as well, so one hint covers all three.
    hint:
      isDisk === true
        ? "Check the file's and its folder's permissions for the user that Quire runs as."
        : "Check that key and secret are right and belong to this server, and that they are allowed to do this.",
  }),
  "credentials-missing": () => ({
    title: "No credentials found",
    message: "No source gave an access key.",
    hint: "Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY where the server starts, or type a key.",
  }),
  "credentials-incomplete": ({ present, missing }) => ({
    title: "Credentials are incomplete",
    message: `${present} is set. ${missing} is missing.`,
    hint: `Set ${missing} next to ${present}. A session token is only needed for temporary keys.`,
  }),
  "credentials-invalid": ({ because, detail, hint }) => {
    const words = REFUSED[because]
    return { ...words, message: `${words.message} ${detail}`.trim(), hint: hint ?? words.hint }
  },
  "credentials-expired": ({ at }) => ({
    title: at === undefined ? "The credentials have expired" : `The credentials expired at ${at}`,
    message: "The session token is no longer valid.",
    hint: "Sign in again where the credentials come from, or type a new key.",
  }),
  "clock-skewed": () => ({
    title: "The clock of this server is wrong",
    message: "The storage refused the request because its time differs by more than 15 minutes.",
    hint: "Set this machine's clock.",
  }),
  "bucket-not-found": ({ bucket }) => ({
    title: `There is no bucket ${bucket} there`,
    message: `The server knows no bucket named ${bucket}.`,
    hint: "Check the spelling, and that the address is that of the bucket's server.",
  }),
  "wrong-region": ({ asked, actual }) => ({
    title: `The bucket is in ${actual}`,
    message: `It was asked for in ${asked}.`,
    hint: `Use ${actual}, or leave the region empty.`,
  }),
  conflict: ({ path }) => ({
    title: "The file changed meanwhile",
    message: `${path} is not the version that was read.`,
    hint: "Quire merges and tries again by itself.",
  }),
  throttled: () => ({
    title: "The storage is busy",
    message: "It asked for fewer requests.",
    hint: "Quire tries again by itself.",
  }),
  unreachable: ({ host, because }) => ({
    title: `${host} cannot be reached`,
    message: `${host}: ${because}.`,
    hint: "Is it running, is the address right, and can this server reach it?",
  }),
  timeout: ({ host, afterMs }) => ({
    title: `${host} did not answer within ${afterMs / 1000} s`,
    message: `${host} did not answer within ${afterMs / 1000} s.`,
    hint: "Is it running, and can this server reach it?",
  }),
  "too-large": ({ path, limit }) => ({
    title: "The file is too large",
    message: `${path} has more than ${Math.round(limit / 1024 / 1024)} MB.`,
    hint: "Keep large data beside the notebook and read it in a cell.",
  }),
  "no-space": ({ path }) => ({
    title: "The disk is full",
    message: `There is no space left to write ${path}.`,
    hint: "Free some space where the storage lies. Quire tries again by itself.",
  }),
  "read-only": ({ path }) => ({
    title: "This storage is read only",
    message: `${path} cannot be written.`,
    hint: "Save a copy to another storage.",
  }),
  "invalid-path": ({ path, because }) => ({
    title: "This is no valid path",
    message: `${JSON.stringify(path)}: ${because}.`,
    hint: "Choose another name.",
  }),
  "not-supported": ({ what }) => ({
    title: "This is not supported here",
    message: what,
    hint: "Choose another storage for this.",
  }),
  unexpected: ({ what, reference }) => ({
    title: "The storage answered something unexpected",
    message: what,
    hint: `Check the address. The server's log has more under ${reference}.`,
  }),
} satisfies Words
