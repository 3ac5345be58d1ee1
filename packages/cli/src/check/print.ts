import type { Finding } from "./finding.ts"

/** A finding for the terminal, in the form that editors and terminals make links of. */
export function plainLine({ file, line, column, severity, rule, message, hint }: Finding): string {
  const [first = "", ...more] = message.split("\n")
  const rest = [...more, ...(hint === "" ? [] : [hint])].map((text) => `\n    ${text.trim()}`).join("")
  return `${file}:${line}:${column}: ${severity} ${rule}: ${first}${rest}\n`
}

/** A command of GitHub's for an annotation at the place. */
export function githubLine({ file, line, column, endLine, endColumn, severity, rule, message, hint }: Finding): string {
  const place = [
    `file=${property(file)}`,
    `line=${line}`,
    `endLine=${endLine}`,
    // Columns count within one line only.
    ...(endLine === line ? [`col=${column}`, `endColumn=${endColumn}`] : []),
    `title=${property(`quire ${rule}`)}`,
  ]
  return `::${severity} ${place.join(",")}::${data(hint === "" ? message : `${message}\n${hint}`)}\n`
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A")
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C")
}
