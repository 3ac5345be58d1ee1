import type { NotebookFileError } from "@quire/notebook"
import type { StorageError } from "@quire/storage"
import { describeStorageError } from "@quire/storage"

/** Why a notebook cannot be opened or an edit not be kept. */
export type HostError =
  | StorageError
  | { readonly code: "not-text"; readonly path: string; readonly because: string }
  | (NotebookFileError & { readonly path: string })
  | { readonly code: "journal-failed"; readonly isFull: boolean; readonly message: string }
  | { readonly code: "data-folder-locked"; readonly folder: string }
  | { readonly code: "data-folder-unusable"; readonly folder: string; readonly because: string }
  | { readonly code: "exists"; readonly path: string }
  | { readonly code: "moved"; readonly path: string; readonly to: string }
  | { readonly code: "not-a-notebook"; readonly path: string }
  | { readonly code: "cannot-move-cell"; readonly because: string }

export interface HostErrorWords {
  readonly title: string
  readonly message: string
  readonly hint: string
}

/** The words for an error: what happened, and what to do. */
export function describeHostError(error: HostError): HostErrorWords {
  switch (error.code) {
    case "not-text":
      return {
        title: "This file is no text",
        message: `${error.path} cannot be read as text in UTF-8: ${error.because}. It was left as it is.`,
        hint: "If it is a notebook in another encoding, convert it to UTF-8 first.",
      }
    case "bad-notebook-file":
      return {
        title: "This file is damaged",
        message: `${error.path}, line ${error.line}, column ${error.column}: ${error.because}. It was left as it is.`,
        hint: "Mend it in a text editor, or bring back an older version of it.",
      }
    case "journal-failed":
      return {
        title: error.isFull ? "The disk of the server is full" : "The server cannot write its journal",
        message: error.message,
        hint: error.isFull ? "Free some space in the data folder. Quire goes on by itself." : "Check the data folder.",
      }
    case "data-folder-locked":
      return {
        title: "Another server uses this data folder",
        message: `${error.folder} belongs to a running Quire.`,
        hint: "Stop that one, or give this one another folder with --data.",
      }
    case "data-folder-unusable":
      return {
        title: "The data folder cannot be used",
        message: `${error.folder}: ${error.because}.`,
        hint: "Make it writable for this user, or give another one with --data.",
      }
    case "exists":
      return {
        title: "There is a file of that name",
        message: `${error.path} exists already.`,
        hint: "Choose another name, or open it.",
      }
    case "moved":
      return {
        title: "This notebook has moved",
        message: `${error.path} is called ${error.to} now.`,
        hint: "Open it there.",
      }
    case "not-a-notebook":
      return {
        title: "This is no notebook",
        message: `${error.path} is neither Markdown nor a Jupyter or Livebook notebook.`,
        hint: "Quire opens .md, .ipynb and .livemd files. Other kinds can be downloaded.",
      }
    case "cannot-move-cell":
      return {
        title: "The cell cannot become a file",
        message: error.because,
        hint: "Nothing was changed.",
      }
    default:
      return describeStorageError(error)
  }
}
