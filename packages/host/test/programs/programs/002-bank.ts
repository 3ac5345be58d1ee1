class Account {
  #balance = 0
  static count = 0
  constructor(readonly owner: string) { Account.count++ }
  deposit(n: number): this { if (n <= 0) throw new RangeError(`bad amount: ${n}`); this.#balance += n; return this }
  get balance() { return this.#balance }
}
class Savings extends Account {
  constructor(owner: string, private rate = 0.1) { super(owner) }
  addInterest() { return this.deposit(this.balance * this.rate) }
}
const s = new Savings("Ann").deposit(100).addInterest()
console.log(s.balance, Account.count, s instanceof Account)
try { s.deposit(-1) } catch (e) { console.log((e as Error).message) }
s.deposit(0)
console.log("never")
