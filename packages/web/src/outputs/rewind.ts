// ESC [ … G moves in the line, ESC [ … K clears it: all that bars which rewrite a line use.
const ESC = String.raw`\u001b\[`
const REWINDS = new RegExp(`${ESC}(?:[01]?G|[12]K)`, "g")
const CLEARS_REST = new RegExp(`${ESC}0?K`, "g")

/** What is left of a text on a terminal: a carriage return (or a move to the first column, or a cleared line) begins the
 *  line anew, a backspace takes one back. Only a line's last state is shown. */
export function rewind(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replace(REWINDS, "\r")
    .replace(CLEARS_REST, "")
    .split("\n")
    .map((line) => backspaced(lastState(line)))
    .join("\n")
}

function lastState(line: string): string {
  let end = line.length
  while (line[end - 1] === "\r") end--
  return end === 0 ? "" : line.slice(line.lastIndexOf("\r", end - 1) + 1, end)
}

function backspaced(line: string): string {
  if (!line.includes("\b")) return line
  const left: string[] = []
  for (const character of line) {
    if (character === "\b") left.pop()
    else left.push(character)
  }
  return left.join("")
}
