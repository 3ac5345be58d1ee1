/** The sections of one of AWS's files, and lines that are no part of any. */
export interface IniFile {
  readonly sections: ReadonlyMap<string, ReadonlyMap<string, string>>
  readonly problems: readonly { readonly line: number; readonly because: string }[]
}

/** Reads the form of `~/.aws/config` and `~/.aws/credentials` as AWS's own tools do: `[section]`, `key = value`, comments
 *  of whole lines or after a blank, indented lines as a sub-section of the key above. Never throws; what cannot be read
 *  is named by its line and left out. A later section of the same name adds to the earlier one. */
export function parseIni(text: string): IniFile {
  const sections = new Map<string, Map<string, string>>()
  const problems: { line: number; because: string }[] = []
  let current: Map<string, string> | undefined
  let parent: string | undefined
  for (const [index, raw] of text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\n|\r/)
    .entries()) {
    const line = raw.replace(/(?:^|\s)[#;].*$/, "").trimEnd()
    const problem = (because: string): void => void problems.push({ line: index + 1, because })
    if (line.trim() === "") continue
    const header = /^\s*\[([^\]]*)\]\s*$/.exec(line)
    if (header !== null) {
      const name = (header[1] ?? "").trim().replace(/\s+/g, " ")
      parent = undefined
      current = sections.get(name) ?? new Map<string, string>()
      sections.set(name, current)
      continue
    }
    const pair = /^(\s*)([^=]*?)\s*=\s*(.*)$/.exec(line)
    if (pair === null || (pair[2] ?? "") === "") problem("it is neither [section] nor key = value")
    else if (current === undefined) problem("it stands before any [section]")
    else if (pair[1] !== "" && parent !== undefined) current.set(`${parent}.${pair[2]}`, pair[3] ?? "")
    else {
      current.set((pair[2] ?? "").toLowerCase(), pair[3] ?? "")
      parent = pair[3] === "" ? pair[2] : undefined
    }
  }
  return { sections, problems }
}
