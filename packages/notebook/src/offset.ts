/** The offset of a place in a text, line and column from 0 in UTF-16 units; of one behind the text, its end. In time that does
 *  not grow with the place. */
export function offsetAt(
  text: string,
  { line, character }: { readonly line: number; readonly character: number },
): number {
  let start = 0
  for (let n = 0; n < line; n++) {
    const end = text.indexOf("\n", start)
    if (end === -1) return text.length
    start = end + 1
  }
  return Math.min(start + character, text.length)
}
