/** The name of a list that somebody may have meant by another one; undefined: none is near enough. */
export function similarName(name: string, names: Iterable<string>): string | undefined {
  const limit = name.length < 3 ? 0 : name.length < 6 ? 1 : 2
  let [best, bestDistance] = [undefined as string | undefined, limit + 1]
  for (const one of names) {
    if (Math.abs(one.length - name.length) > limit) continue
    const distance = editDistance(name.toLowerCase(), one.toLowerCase())
    if (distance < bestDistance) [best, bestDistance] = [one, distance]
  }
  return best
}

/** How many letters have to be added, taken away or exchanged. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, n) => n)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const kept = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(kept, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
