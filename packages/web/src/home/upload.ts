import { api } from "../api/http.ts"

/** Puts files into a folder of a storage; one of the same name is kept, and said. Empty when all went well. */
export async function uploadFiles(storage: string, folder: string, files: readonly File[]): Promise<string> {
  const failures: string[] = []
  for (const file of files) {
    const path = encodeURIComponent(`${folder}${file.name}`)
    const answer = await api("PUT", `/storages/${storage}/files/content?path=${path}`, file, { "if-none-match": "*" })
    if (answer.ok) continue
    const isThere = answer.problem.code === "conflict"
    failures.push(
      isThere
        ? `There is a ${file.name} here already; it was left as it is.`
        : `${file.name}: ${answer.problem.title}. ${answer.problem.hint ?? ""}`,
    )
  }
  return failures.join(" ")
}
