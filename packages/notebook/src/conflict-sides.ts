/** The two sides of a file that a version control system could not merge, and what both come from. */
export interface ConflictSides {
  readonly ours: string
  readonly theirs: string
  /** The text before both where the marks hold it, else what both have in common. */
  readonly base: string
}

const MARKS = /^(<{7}|\|{7}|={7}|>{7})(?: .*)?\r?\n?$/

/** Takes a text with conflict marks apart (`<<<<<<<`, perhaps `|||||||`, `=======`, `>>>>>>>`, each at the beginning of a
 *  line). Undefined: there are none, or they are not in that order, and so are somebody's text. */
export function conflictSides(text: string): ConflictSides | undefined {
  if (!text.includes("<<<<<<<") || !text.includes(">>>>>>>")) return undefined
  const sides = { ours: "", theirs: "", base: "" }
  let inside: "all" | keyof typeof sides = "all"
  let count = 0
  for (const line of text.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    const next = nextPart(MARKS.exec(line)?.[1]?.[0], inside)
    if (next === undefined) return undefined
    if (next !== "text") {
      if (next === "ours") count++
      inside = next
    } else if (inside === "all") {
      for (const side of ["ours", "theirs", "base"] as const) sides[side] += line
    } else sides[inside] += line
  }
  return inside === "all" && count > 0 ? sides : undefined
}

/** Where a line leads: `text` stays where it is; undefined where a mark has no place. */
function nextPart(
  mark: string | undefined,
  inside: "all" | keyof ConflictSides,
): "text" | "all" | keyof ConflictSides | undefined {
  switch (mark) {
    case undefined:
      return "text"
    case "<":
      return inside === "all" ? "ours" : undefined
    case "|":
      return inside === "ours" ? "base" : inside === "all" ? "text" : undefined
    case "=":
      // Below a line of prose it underlines a heading.
      return inside === "ours" || inside === "base" ? "theirs" : inside === "all" ? "text" : undefined
    default:
      return inside === "theirs" ? "all" : undefined
  }
}
