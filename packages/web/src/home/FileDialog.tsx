import { useEffect, useRef, useState } from "react"
import type { FileEntry } from "@quire/protocol"
import { api, apiWithProgress } from "../api/http.ts"
import type { Answer } from "../api/http.ts"
import { plural } from "../ui/format.ts"
import { FormDialog } from "../ui/FormDialog.tsx"

export type FileTask =
  | { readonly kind: "folder"; readonly at: string }
  | { readonly kind: "rename" | "copy" | "delete"; readonly entry: FileEntry }

interface FileDialogProps {
  readonly task: FileTask
  readonly storageId: string
  readonly onClose: () => void
  readonly onDone: () => void
}

const TITLES = { folder: "New folder", rename: "Rename or move", copy: "Copy", delete: "Delete" } as const
const VERBS = { folder: "Make folder", rename: "Move", copy: "Copy", delete: "Delete" } as const

/** Asks for a place, or whether a deletion is meant, and does it. What fails is said here, and nothing is lost. */
export function FileDialog({ task, storageId, onClose, onDone }: FileDialogProps) {
  const [place, setPlace] = useState(firstPlace(task))
  const [files, setFiles] = useState(0)
  const stop = useRef(new AbortController())
  useEffect(() => {
    const { current } = stop
    return () => current.abort()
  }, [])
  const submit = async (): Promise<string> => {
    const answer = await carryOut(task, storageId, place.trim(), setFiles, stop.current.signal)
    if (!answer.ok) return words(answer)
    onDone()
    return ""
  }
  return (
    <FormDialog
      title={TITLES[task.kind]}
      verb={VERBS[task.kind]}
      isDanger={task.kind === "delete"}
      canSubmit={task.kind === "delete" || place.trim() !== ""}
      progress={files > 0 ? `${plural(files, "file")} so far` : "Working…"}
      onSubmit={submit}
      onClose={onClose}
    >
      {(isWrong) => <Question task={task} place={place} isWrong={isWrong} onPlace={setPlace} />}
    </FormDialog>
  )
}

function Question({
  task,
  place,
  isWrong,
  onPlace,
}: {
  task: FileTask
  place: string
  isWrong: boolean
  onPlace: (place: string) => void
}) {
  if (task.kind === "delete") {
    const { name, type } = task.entry
    return <p>{`${type === "folder" ? `The folder ${name} and all in it` : name} will be gone. There is no undo.`}</p>
  }
  return (
    <div className="field">
      <label htmlFor="place">{task.kind === "folder" ? "Name" : "To"}</label>
      <div className="input">
        <input
          id="place"
          value={place}
          autoFocus
          spellCheck={false}
          aria-invalid={isWrong}
          onChange={(event) => onPlace(event.target.value)}
        />
      </div>
    </div>
  )
}

function firstPlace(task: FileTask): string {
  if (task.kind === "folder" || task.kind === "delete") return ""
  const { path, type } = task.entry
  const bare = type === "folder" ? path.slice(0, -1) : path
  if (task.kind === "rename") return bare
  return bare.replace(/(\.[^./]+)?$/, (end) => ` copy${end}`)
}

function carryOut(
  task: FileTask,
  storageId: string,
  place: string,
  onFiles: (files: number) => void,
  signal: AbortSignal,
): Promise<Answer<void>> {
  const at = `/storages/${storageId}`
  if (task.kind === "folder") return api("POST", `${at}/folders`, { path: `${task.at}${place.replace(/\/+$/, "")}/` })
  const { path, type } = task.entry
  if (task.kind === "delete")
    return apiWithProgress("DELETE", `${at}/files/content?path=${encodeURIComponent(path)}`, undefined, onFiles, signal)
  const absolute = place.startsWith("/") ? place : `/${place}`
  const to = type === "folder" ? `${absolute.replace(/\/+$/, "")}/` : absolute
  const verb = task.kind === "copy" ? "copy" : "move"
  return apiWithProgress("POST", `${at}/files/${verb}`, { from: path, to }, onFiles, signal)
}

function words(answer: Extract<Answer<void>, { ok: false }>): string {
  const { code, title, detail, hint = "" } = answer.problem
  if (code === "conflict") return "There is something of that name already; nothing was changed. Choose another name."
  return `${title}. ${detail} ${hint}`
}
