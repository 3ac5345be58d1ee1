interface Rule<T> { name: string; check(value: T): boolean | Promise<boolean> }
class ValidationError extends Error {
  constructor(readonly rule: string, readonly value: unknown) { super(`${rule} fails for ${JSON.stringify(value)}`) }
}
ValidationError.prototype.name = "ValidationError"
async function validate<T>(value: T, ...rules: Rule<T>[]): Promise<T> {
  const results = await Promise.allSettled(rules.map(async (rule) => { if (!(await rule.check(value))) throw new ValidationError(rule.name, value) }))
  const errors = results.flatMap((r) => (r.status === "rejected" ? [r.reason as Error] : []))
  if (errors.length > 0) throw new AggregateError(errors, `${errors.length} of ${rules.length} rules`)
  return value
}
const min = (n: number): Rule<string> => ({ name: `min ${n}`, check: (s) => s.length >= n })
const has = (re: RegExp): Rule<string> => ({ name: `has ${re}`, check: async (s) => re.test(s) })
const boom: Rule<unknown> = { name: "boom", check() { throw new EvalError("rule broke") } }
console.log(await validate("Secret123", min(5), has(/\d/)))
for (const rules of [[min(20), has(/!/)], [boom, min(1)]]) {
  try { await validate("Secret123", ...rules) } catch (e) {
    const { message, errors } = e as AggregateError
    console.log(message, errors.map((x) => `${x.name}: ${x.message}`))
  }
}
const flatten = (e: unknown, depth = 0): string[] => [`${"  ".repeat(depth)}${e}`, ...(e instanceof AggregateError ? e.errors.flatMap((x) => flatten(x, depth + 1)) : []), ...(e instanceof Error && e.cause ? flatten(e.cause, depth + 1) : [])]
const tree = new AggregateError([new Error("a", { cause: "low" }), new AggregateError([1, null], "inner")], "outer", { cause: new TypeError("root") })
console.log(flatten(tree).join("\n"))
console.log(Object.keys(tree), "errors" in tree, tree.cause instanceof TypeError, Object.getOwnPropertyDescriptor(tree, "cause")?.enumerable, new Error("x", { cause: undefined }).hasOwnProperty("cause"), new Error("x").cause)
console.log(Error.isError?.(tree), Error.isError?.({ __proto__: Error.prototype }), Error("no new") instanceof Error, new Error(undefined).message === "", String(new Error("")), String(Object.assign(new Error("m"), { name: "" })), `${Object.assign(new Error(), { name: "Only" })}`)
const thrown = await Promise.any([]).catch((e: AggregateError) => e)
console.log((thrown as AggregateError).errors, (thrown as AggregateError).message)
await validate("fine", min(1))
throw new AggregateError([], "nothing was wrong after all")
