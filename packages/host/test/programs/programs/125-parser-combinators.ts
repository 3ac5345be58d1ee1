type Result<T> = { ok: true; value: T; rest: string } | { ok: false; expected: string; rest: string }
class Parser<T> {
  constructor(readonly run: (input: string) => Result<T>) {}
  map<U>(f: (x: T) => U): Parser<U> { return new Parser((i) => { const r = this.run(i); return r.ok ? { ...r, value: f(r.value) } : r }) }
  then<U>(f: (x: T) => Parser<U>): Parser<U> { return new Parser((i) => { const r = this.run(i); return r.ok ? f(r.value).run(r.rest) : r }) }
  or<U>(other: Parser<U>): Parser<T | U> { return new Parser<T | U>((i) => { const r = this.run(i); return r.ok ? r : other.run(i) }) }
  get many(): Parser<T[]> { return new Parser((input) => { const value: T[] = []; let rest = input; for (let r; (r = this.run(rest)).ok && r.rest !== rest; rest = r.rest) value.push(r.value); return { ok: true, value, rest } }) }
  skip(other: Parser<unknown>): Parser<T> { return this.then((x) => other.map(() => x)) }
  sepBy(separator: Parser<unknown>): Parser<T[]> { return this.then((first) => separator.then(() => this).many.map((more) => [first, ...more])).or(of([] as T[])) }
  parse(input: string): T { const r = this.skip(end).run(input); if (!r.ok) throw new SyntaxError(`expected ${r.expected} before ${JSON.stringify(r.rest.slice(0, 8))}`); return r.value }
  static lazy<T>(f: () => Parser<T>) { return new Parser((i) => f().run(i)) }
}
const of = <T,>(value: T) => new Parser<T>((rest) => ({ ok: true, value, rest }))
const end = new Parser<null>((rest) => (rest === "" ? { ok: true, value: null, rest } : { ok: false, expected: "the end", rest }))
const token = (re: RegExp, expected = String(re)) => new Parser<string>((input) => { const m = new RegExp(`^(?:${re.source})\\s*`, re.flags).exec(input); return m ? { ok: true, value: m[0].trim(), rest: input.slice(m[0].length) } : { ok: false, expected, rest: input } })
const seq = <T extends unknown[]>(...ps: { [K in keyof T]: Parser<T[K]> }): Parser<T> => ps.reduce<Parser<any>>((all, p) => all.then((xs: any[]) => p.map((x) => [...xs, x])), of([]))

// S-expressions with quotes, and a calendar range, out of the same parts.
type Sexp = string | number | Sexp[]
const sexp: Parser<Sexp> = Parser.lazy(() => number.or(symbol).or(list).or(quoted))
const number = token(/-?\d+(?:\.\d+)?/, "a number").map(Number), symbol = token(/[a-z+*\/-][\w-]*/i, "a symbol")
const list = token(/\(/, "(").then(() => sexp.many).skip(token(/\)/, ")"))
const quoted: Parser<Sexp> = token(/'/, "'").then(() => sexp).map((x) => ["quote", x])
for (const s of ["(+ 1 (* 2 x))", "'(a b)", "42", "()", "(1", "(1))", ""]) try { console.log(JSON.stringify(sexp.parse(s))) } catch (e) { console.log(`${e}`) }
const date = seq<[string, string, string]>(token(/\d{4}(?=-)/), token(/-\d\d/), token(/-\d\d/)).map((p) => p.join(""))
const range = seq<[string, string, string]>(date, token(/\.\.|to/, "'to'"), date).map(([from, , to]) => ({ from, to }))
console.log(range.parse("2024-01-31 to 2024-02-29"), date.sepBy(token(/,/)).parse("2024-01-01, 2025-01-01"), date.sepBy(token(/,/)).parse(""))
range.parse("2024-01-31 until")
