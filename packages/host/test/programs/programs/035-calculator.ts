// Pratt parser for arithmetic, with variables and functions.
type Token = { kind: "num"; value: number } | { kind: "id"; value: string } | { kind: "op"; value: string }
type Node =
  | { type: "num"; value: number }
  | { type: "var"; name: string }
  | { type: "bin"; op: string; left: Node; right: Node }
  | { type: "neg"; arg: Node }
  | { type: "call"; name: string; args: Node[] }

function tokenize(src: string): Token[] {
  const re = /\s*(?:(?<num>\d+\.?\d*|\.\d+)|(?<id>[a-z_]\w*)|(?<op>\*\*|[-+*/%^(),=]))/gy
  const out: Token[] = []
  while (re.lastIndex < src.trimEnd().length) {
    const at = re.lastIndex
    const m = re.exec(src)
    if (m === null) throw new SyntaxError(`bad character ${JSON.stringify(src.slice(at).trim()[0])}`)
    const { num, id, op } = m.groups!
    if (num !== undefined) out.push({ kind: "num", value: +num })
    else if (id !== undefined) out.push({ kind: "id", value: id })
    else out.push({ kind: "op", value: op! })
  }
  return out
}

const POWER: Record<string, [number, number]> = { "=": [1, 0], "+": [2, 3], "-": [2, 3], "*": [4, 5], "/": [4, 5], "%": [4, 5], "^": [9, 8] }

function parse(tokens: Token[]): Node {
  let i = 0
  const peek = () => tokens[i]
  const eat = (op: string) => (peek()?.value === op ? (i++, true) : false)
  const need = (op: string) => { if (!eat(op)) throw new SyntaxError(`expected ${op}, got ${peek()?.value ?? "the end"}`) }
  function expr(min = 0): Node {
    const t = tokens[i++]
    let left: Node
    if (t === undefined) throw new SyntaxError("unexpected end")
    else if (t.kind === "num") left = { type: "num", value: t.value }
    else if (t.kind === "id") {
      if (eat("(")) {
        const args: Node[] = []
        if (!eat(")")) { do args.push(expr()); while (eat(",")); need(")") }
        left = { type: "call", name: t.value, args }
      } else left = { type: "var", name: t.value }
    } else if (t.value === "(") { left = expr(); need(")") }
    else if (t.value === "-") left = { type: "neg", arg: expr(7) }
    else throw new SyntaxError(`unexpected ${t.value}`)
    for (;;) {
      const op = peek()?.value as string
      const power = POWER[op]
      if (power === undefined || power[0] < min) return left
      i++
      left = { type: "bin", op, left, right: expr(power[1]) }
    }
  }
  const tree = expr()
  if (i < tokens.length) throw new SyntaxError(`left over: ${peek()!.value}`)
  return tree
}

const scope = new Map<string, number>([["pi", 3]])
const run = (n: Node): number => {
  switch (n.type) {
    case "num": return n.value
    case "var": return scope.get(n.name) ?? (() => { throw new ReferenceError(`${n.name}?`) })()
    case "neg": return -run(n.arg)
    case "call": return (Math as unknown as Record<string, (...x: number[]) => number>)[n.name]!(...n.args.map(run))
    case "bin": {
      if (n.op === "=") { const v = run(n.right); scope.set((n.left as { name: string }).name, v); return v }
      const [a, b] = [run(n.left), run(n.right)]
      return { "+": a + b, "-": a - b, "*": a * b, "/": a / b, "%": a % b, "^": a ** b }[n.op]!
    }
  }
}
for (const line of ["1 + 2 * 3", "-2 ^ 2", "2 ^ 3 ^ 2", "(1+2)*3 - 4/2", "x = y = 5", "x * y", "max(1, 2 + 3, x) % 4", "pi * 2", "1 +", "2 $ 3", "(1", "nope"])
  try { console.log(line.padEnd(22, "."), run(parse(tokenize(line)))) } catch (e) { console.log(line.padEnd(22, "."), `${e}`) }
