abstract class BankError extends Error {
  abstract readonly code: string
  override get name() { return this.constructor.name }
}
class Insufficient extends BankError {
  readonly code = "E_FUNDS"
  constructor(readonly needed: number, readonly available: number) { super(`needs ${needed}, has ${available}`) }
}
class Frozen extends BankError { readonly code = "E_FROZEN" }

class Account {
  #balance = 0
  #frozen = false
  #history: string[] = []
  constructor(readonly owner: string) {}
  deposit(n: number): this { this.#balance += this.#check(n); this.#history.push(`+${n}`); return this }
  withdraw(n: number): this {
    if (this.#frozen) throw new Frozen(`${this.owner}'s account is frozen`)
    if (n > this.#balance) throw new Insufficient(n, this.#balance)
    this.#balance -= this.#check(n)
    this.#history.push(`-${n}`)
    return this
  }
  freeze() { this.#frozen = true }
  #check(n: number) { if (!Number.isFinite(n) || n <= 0) throw new RangeError(`bad amount ${n}`); return n }
  get statement() { return `${this.owner}: ${this.#balance} (${this.#history.join(" ") || "nothing yet"})` }
}
type Result<T, E = BankError> = { ok: true; value: T } | { ok: false; error: E }
const attempt = <T,>(f: () => T): Result<T> => { try { return { ok: true, value: f() } } catch (error) { if (error instanceof BankError) return { ok: false, error }; throw error } }
function transfer(from: Account, to: Account, n: number) { return attempt(() => { from.withdraw(n); to.deposit(n); return n }) }

const [ann, bob] = [new Account("Ann").deposit(100), new Account("Bob")]
for (const n of [30, 80]) {
  const r = transfer(ann, bob, n)
  console.log(r.ok ? `moved ${r.value}` : `${r.error.name} ${r.error.code}: ${r.error.message}`)
}
console.log(ann.statement, "/", bob.statement)
bob.freeze()
const frozen = transfer(bob, ann, 1)
if (!frozen.ok) console.log(frozen.error instanceof Frozen, frozen.error instanceof Error, Object.prototype.toString.call(frozen.error), `${frozen.error}`)
transfer(ann, bob, NaN)
