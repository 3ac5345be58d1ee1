import type { StorageError } from "../errors.ts"

/** What the file system says, in our words. */
export function translateFileError(error: unknown, path: string, operation: string): StorageError {
  const code = (error as NodeJS.ErrnoException | undefined)?.code
  switch (code) {
    case "ENOENT":
      return { code: "not-found", path }
    case "ENOTDIR":
      return { code: "not-found", path }
    case "EACCES":
    case "EPERM":
      return { code: "access-denied", operation, path, isDisk: true }
    case "EROFS":
      return { code: "read-only", path }
    case "EMFILE":
    case "ENFILE":
      // Too many files are open here: it passes.
      return { code: "throttled" }
    case "ENOSPC":
    case "EDQUOT":
      return { code: "no-space", path }
    case "ENAMETOOLONG":
      return { code: "invalid-path", path, because: "the name is too long for this disk" }
    case "EISDIR":
      return { code: "invalid-path", path, because: "a folder has this name" }
    case "ELOOP":
      return { code: "invalid-path", path, because: "its links go round in a circle" }
    case "ENOTSUP":
      return { code: "not-supported", what: `${path} is no ordinary file.` }
    case "EINVAL":
    case "ERR_INVALID_ARG_VALUE":
      return { code: "invalid-path", path, because: "this disk does not allow the name" }
    default:
      return {
        code: "unexpected",
        what: `The disk answered ${code ?? "an error"} for ${path}.`,
        reference: code ?? "disk",
      }
  }
}
