type Atom = string | number | boolean | null
type Expr = Atom | Expr[]
type Fn = (...args: any[]) => any
class Env {
  #vars: Map<string, any>
  constructor(vars: Iterable<[string, any]> = [], private readonly outer?: Env) { this.#vars = new Map(vars) }
  lookup(name: string): any {
    if (this.#vars.has(name)) return this.#vars.get(name)
    if (!this.outer) throw new ReferenceError(`unbound: ${name}`)
    return this.outer.lookup(name)
  }
  define(name: string, value: unknown) { this.#vars.set(name, value); return value }
  assign(name: string, value: unknown): unknown {
    if (this.#vars.has(name)) return this.define(name, value)
    return this.outer ? this.outer.assign(name, value) : (() => { throw new ReferenceError(`cannot set ${name}`) })()
  }
}
const read = (src: string): Expr[] => {
  const tokens = src.replace(/;.*$/gm, "").match(/[()']|[^\s()']+/g) ?? []
  const one = (): Expr => {
    const t = tokens.shift()
    if (t === undefined) throw new SyntaxError("unexpected end")
    if (t === "'") return ["quote", one()]
    if (t === ")") throw new SyntaxError("unexpected )")
    if (t !== "(") return t === "#t" ? true : t === "#f" ? false : t === "nil" ? null : Number.isNaN(+t) ? t : +t
    const items: Expr[] = []
    while (tokens[0] !== ")") items.push(one())
    tokens.shift()
    return items
  }
  const all: Expr[] = []
  while (tokens.length) all.push(one())
  return all
}
function evaluate(x: Expr, env: Env): any {
  for (;;) {
    if (typeof x === "string") return env.lookup(x)
    if (!Array.isArray(x)) return x
    const [op, ...rest] = x as [Expr, ...any[]]
    switch (op) {
      case "quote": return rest[0]
      case "if": x = evaluate(rest[0], env) ? rest[1] : rest[2] ?? null; continue
      case "define": return env.define(rest[0], evaluate(rest[1], env)), rest[0]
      case "set!": return env.assign(rest[0], evaluate(rest[1], env))
      case "begin": for (const e of rest.slice(0, -1)) evaluate(e, env); x = rest.at(-1); continue
      case "let": x = [["lambda", rest[0].map(([n]: [string]) => n), ...rest.slice(1)], ...rest[0].map(([, v]: [string, Expr]) => v)]; continue
      case "lambda": { const scope = env; return (...args: any[]) => evaluate(["begin", ...rest.slice(1)], new Env(rest[0].map((n: string, i: number) => [n, args[i]]), scope)) }
    }
    return (evaluate(op, env) as Fn)(...rest.map((r) => evaluate(r, env)))
  }
}
const global = new Env(Object.entries<Fn>({
  "+": (...n) => n.reduce((a, b) => a + b, 0), "*": (...n) => n.reduce((a, b) => a * b, 1), "-": (a, b) => (b === undefined ? -a : a - b),
  "<": (a, b) => a < b, "=": Object.is, list: (...x) => x, car: ([h]) => h, cdr: ([, ...t]) => t, cons: (h, t) => [h, ...(t ?? [])], "null?": (x) => x === null || x?.length === 0, print: (...x) => console.log(...x.map(show)),
}))
const show = (v: any): string => Array.isArray(v) ? `(${v.map(show).join(" ")})` : typeof v === "function" ? "<lambda>" : v === true ? "#t" : v === false ? "#f" : String(v ?? "nil")
const program = `
(define fact (lambda (n) (if (< n 2) 1 (* n (fact (- n 1))))))
(fact 10)
(define map (lambda (f l) (if (null? l) nil (cons (f (car l)) (map f (cdr l))))))
(map (lambda (x) (* x x)) '(1 2 3)) ; squares
(define counter (let ((n 0)) (lambda () (set! n (+ n 1)))))
(begin (counter) (counter) (print "made" counter))
(print 'made counter (counter) #t nil)
(car (cdr '(1 (2 three) 4)))
(oops 1)`
for (const e of read(program)) try { console.log("=>", show(evaluate(e, global))) } catch (err) { console.log(`! ${(err as Error).message}`) }
read("(a (b)")
