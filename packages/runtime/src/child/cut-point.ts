/** Where a text may be cut near a place: never through a character that takes two. */
export function cutPoint(text: string, at: number): number {
  const code = text.charCodeAt(at)
  return at > 0 && at < text.length && code >= 0xdc00 && code <= 0xdfff ? at - 1 : at
}
