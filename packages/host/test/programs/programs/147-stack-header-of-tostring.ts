interface Problem { readonly code: string; readonly retryable: boolean }
abstract class AppError<C extends string = string> extends Error implements Problem {
  abstract readonly code: C
  readonly retryable: boolean = false
  static #count = 0
  readonly serial = ++AppError.#count
  constructor(message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = new.target.name
    Error.captureStackTrace?.(this, new.target)
  }
  static is<T extends AppError>(this: abstract new (...a: any[]) => T, x: unknown): x is T { return x instanceof this }
  toJSON() { return { name: this.name, code: this.code, message: this.message, cause: this.cause instanceof Error ? this.cause.message : this.cause } }
  get [Symbol.toStringTag]() { return "AppError" }
  override toString() { return `${this.name}[${this.code}]: ${this.message}` }
}
class NotFound extends AppError<"E404"> { readonly code = "E404" }
class Busy extends AppError { readonly code = "EBUSY"; override readonly retryable = true; constructor(readonly after: number) { super(`busy, try after ${after}`) } }
class Wrapped extends AppError { readonly code = "EWRAP"; constructor(cause: unknown) { super("wrapped", { cause }) } }
const chain = (e: unknown): string[] => (e instanceof Error ? [`${e}`, ...chain(e.cause)] : e === undefined ? [] : [String(e)])
let calls = 0
const flaky = async (id: number) => { calls++; await null; if (id < 0) throw new NotFound(`no ${id}`); if (calls % 3) throw new Busy(calls); return `item ${id}` }
async function retry<T>(work: () => Promise<T>, times = 5): Promise<T> {
  const failures: unknown[] = []
  while (failures.length < times) {
    try { return await work() } catch (e) { failures.push(e); if (!AppError.is(e) || !e.retryable) throw new Wrapped(e) }
  }
  throw new AggregateError(failures, `gave up after ${times}`)
}
console.log(await retry(() => flaky(1)), calls)
const e1 = await retry(() => flaky(-1)).catch((e) => e)
console.log(chain(e1), JSON.stringify(e1), NotFound.is(e1), NotFound.is(e1.cause), e1.serial < new NotFound("later").serial)
const e2 = await retry(() => Promise.reject(new Busy(0)), 2).catch((e) => e)
console.log(e2 instanceof AggregateError, e2.errors.map(String), e2.message)
console.log(Object.prototype.toString.call(e1), e1.stack.split("\n")[0], Object.keys(new Busy(1)), chain(new Error("a", { cause: new Error("b", { cause: "c" }) })))
const named = { RangeError, TypeError, SyntaxError, ReferenceError, EvalError, URIError }
console.log(Object.entries(named).map(([k, E]) => new E("x").name === k && Object.getPrototypeOf(E) === Error && E.length === 1 && E.prototype.hasOwnProperty("message")))
const stackOf = () => { const { stackTraceLimit } = Error; Error.stackTraceLimit = 0; try { return new Error("no frames").stack } finally { Error.stackTraceLimit = stackTraceLimit } }
console.log(stackOf())
function where() { return new Error("here").stack!.split("\n")[1]!.trim().split(" ")[1] }
const viaPrepare = () => { const before = Error.prepareStackTrace; Error.prepareStackTrace = (_, sites) => sites[0]!.getFunctionName(); try { return (function inner() { return new Error().stack })() } finally { Error.prepareStackTrace = before } }
console.log(where(), viaPrepare(), Object.getOwnPropertyDescriptor(new Error("m"), "message")?.enumerable)
await retry(() => Promise.reject(new RangeError("not ours")), 1).catch((e) => { throw e.cause })
