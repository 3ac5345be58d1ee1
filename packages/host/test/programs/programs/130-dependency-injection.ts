type Token<T> = (abstract new (...args: any[]) => T) | symbol
type Lifetime = "singleton" | "transient"
const metadata = new WeakMap<object, { deps: Token<any>[]; lifetime: Lifetime }>()
function injectable(options: { lifetime?: Lifetime; deps?: Token<any>[] } = {}) {
  return <T extends abstract new (...a: any[]) => any>(target: T, context: ClassDecoratorContext<T>) => {
    metadata.set(target, { deps: options.deps ?? [], lifetime: options.lifetime ?? "singleton" })
    context.addInitializer(() => console.log("declared", context.name))
  }
}
function memo<This extends object, R>(method: (this: This) => R, context: ClassMethodDecoratorContext<This>) {
  const cache = new WeakMap<This, R>()
  return function (this: This): R { if (!cache.has(this)) { console.log("computing", String(context.name)); cache.set(this, method.call(this)) } return cache.get(this)! }
}
class Container implements Disposable {
  readonly #made = new Map<Token<any>, unknown>(); readonly #bound = new Map<Token<any>, () => unknown>(); readonly #path: string[] = []
  bind<T>(token: Token<T>, make: () => T) { this.#bound.set(token, make); return this }
  get<T>(token: Token<T>): T {
    if (this.#made.has(token)) return this.#made.get(token) as T
    const name = typeof token === "symbol" ? token.description ?? "?" : token.name
    if (this.#path.includes(name)) throw new Error(`cycle: ${[...this.#path, name].join(" -> ")}`)
    this.#path.push(name)
    try {
      const { deps = [], lifetime = "singleton" } = (typeof token === "function" && metadata.get(token)) || {}
      const make = this.#bound.get(token) ?? (typeof token === "function" && metadata.has(token) ? () => new (token as any)(...deps.map((d) => this.get(d))) : undefined)
      if (!make) throw new Error(`nothing is bound to ${name} (wanted by ${this.#path.at(-2) ?? "nobody"})`)
      const made = make() as T
      if (lifetime === "singleton") this.#made.set(token, made)
      return made
    } finally { this.#path.pop() }
  }
  [Symbol.dispose]() { for (const x of [...this.#made.values()].reverse()) (x as Partial<Disposable>)?.[Symbol.dispose]?.() }
}
const CLOCK = Symbol("clock")
@injectable() class Logger { lines: string[] = []; log(m: string) { this.lines.push(m) } [Symbol.dispose]() { console.log(`${this.lines.length} lines lost`) } }
@injectable({ deps: [Logger, CLOCK] })
class Repository {
  constructor(private readonly logger: Logger, private readonly clock: () => number) { logger.log(`repository at ${clock()}`) }
  @memo all() { return ["x", "y"].map((n) => `${n}${this.clock()}`) }
}
abstract class Mailer { abstract send(to: string): string }
@injectable({ lifetime: "transient", deps: [Repository, Mailer, Logger] })
class Service { static made = 0; readonly n = ++Service.made; constructor(readonly repo: Repository, private mailer: Mailer, readonly logger: Logger) {} run() { return this.repo.all().map((x) => this.mailer.send(x)) } }
let time = 100
function main() {
  using container = new Container().bind(CLOCK, () => () => time++).bind(Mailer, () => new (class extends Mailer { send = (to: string) => `mail to ${to}` })())
  const [a, b] = [container.get(Service), container.get(Service)]
  console.log(a.run(), b.run(), a === b, a.repo === b.repo, b.n, a.logger.lines)
  @injectable({ deps: [Symbol("missing")] }) class Broken {}
  try { container.get(Broken) } catch (e) { console.log((e as Error).message) }
  const EGG: unique symbol = Symbol("egg")
  @injectable({ deps: [EGG] }) class Hen {}
  container.bind(EGG, () => container.get(Hen)).get(Hen)
}
main()
