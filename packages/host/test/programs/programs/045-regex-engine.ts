// Thompson's construction for a small regular expression language: literals, ., *, +, ?, |, ().
type State = { out: [label: string | null, to: State][]; id: number }
let ids = 0
const state = (): State => ({ out: [], id: ids++ })
type Fragment = { start: State; end: State }

class Compiler {
  #pos = 0
  constructor(private readonly source: string) {}
  static compile(source: string): Fragment {
    const c = new Compiler(source)
    const f = c.alternatives()
    if (c.#pos < source.length) throw new SyntaxError(`unexpected ${source[c.#pos]} at ${c.#pos}`)
    return f
  }
  get #peek() { return this.source[this.#pos] }
  alternatives(): Fragment {
    let left = this.sequence()
    while (this.#peek === "|") {
      this.#pos++
      const right = this.sequence()
      const [start, end] = [state(), state()]
      start.out.push([null, left.start], [null, right.start])
      left.end.out.push([null, end])
      right.end.out.push([null, end])
      left = { start, end }
    }
    return left
  }
  sequence(): Fragment {
    const start = state()
    let end = start
    while (this.#peek !== undefined && !"|)".includes(this.#peek)) {
      const next = this.repeated()
      end.out.push([null, next.start])
      end = next.end
    }
    return { start, end }
  }
  repeated(): Fragment {
    let inner = this.atom()
    for (let op; (op = this.#peek), op === "*" || op === "+" || op === "?"; this.#pos++) {
      const [start, end] = [state(), state()]
      start.out.push([null, inner.start])
      inner.end.out.push([null, end])
      if (op !== "+") start.out.push([null, end])
      if (op !== "?") inner.end.out.push([null, inner.start])
      inner = { start, end }
    }
    return inner
  }
  atom(): Fragment {
    const ch = this.source[this.#pos++]!
    if (ch === "(") {
      const inner = this.alternatives()
      if (this.source[this.#pos++] !== ")") throw new SyntaxError("missing )")
      return inner
    }
    if ("*+?".includes(ch)) throw new SyntaxError(`nothing to repeat before ${ch}`)
    const [start, end] = [state(), state()]
    start.out.push([ch === "\\" ? this.source[this.#pos++]! : ch === "." ? "any" : ch, end])
    return { start, end }
  }
}
const close = (states: Iterable<State>): Set<State> => {
  const seen = new Set(states)
  for (const s of seen) for (const [label, to] of s.out) if (label === null) seen.add(to)
  return seen
}
const matches = (pattern: string, text: string): boolean => {
  const { start, end } = Compiler.compile(pattern)
  let now = close([start])
  for (const ch of text) now = close([...now].flatMap((s) => s.out.filter(([l]) => l === ch || l === "any").map(([, to]) => to)))
  return now.has(end)
}
for (const [pattern, ...texts] of [["a*b", "b", "aaab", "aa"], ["(ab|c)+d?", "ababc", "cd", "d"], ["h.llo", "hello", "hllo"], ["a\\*", "a*", "aa"], ["(a?)*", "", "aaaa", "b"], ["x|", "", "x"]] as [string, ...string[]][])
  console.log(pattern, texts.map((t) => matches(pattern, t) === new RegExp(`^(?:${pattern})$`).test(t) && matches(pattern, t)))
for (const bad of ["(a", "*a", "a)"]) try { matches(bad, "") } catch (e) { console.log((e as SyntaxError).message) }
