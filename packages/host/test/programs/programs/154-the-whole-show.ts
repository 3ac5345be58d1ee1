import { EventEmitter } from "node:events"
import { createHash } from "node:crypto"
import * as util from "node:util"

/** A tiny blockchain, because somebody always pastes one. */
interface Transaction { readonly from: string; readonly to: string; readonly amount: number }
type Hash = string & { readonly __brand: "hash" }
const hash = (data: unknown): Hash => createHash("sha256").update(JSON.stringify(data)).digest("hex") as Hash

class Block {
  readonly hash: Hash
  readonly nonce: number
  constructor(readonly index: number, readonly transactions: readonly Transaction[], readonly previous: Hash, difficulty = 2) {
    let nonce = 0
    const target = "0".repeat(difficulty)
    let found: Hash
    while (!(found = hash([index, transactions, previous, nonce])).startsWith(target)) nonce++
    ;[this.hash, this.nonce] = [found, nonce]
  }
  static genesis = new Block(0, [], hash("genesis"))
  get isValid() { return hash([this.index, this.transactions, this.previous, this.nonce]) === this.hash }
  [util.inspect.custom](_: number, { stylize }: util.InspectOptionsStylized) { return `Block ${stylize(`#${this.index}`, "special")} (${this.transactions.length} tx)` }
}
class Chain extends EventEmitter<{ block: [Block]; rejected: [Transaction, string] }> implements Iterable<Block> {
  #blocks: Block[] = [Block.genesis]
  #pending: Transaction[] = [];
  *[Symbol.iterator]() { yield* this.#blocks }
  get length() { return this.#blocks.length }
  balance(of: string): number { return [...this.#blocks.flatMap((b) => b.transactions), ...this.#pending].reduce((sum, { from, to, amount }) => sum + (to === of ? amount : 0) - (from === of ? amount : 0), 0) }
  submit(from: string, to: string, amount: number): this {
    const t: Transaction = Object.freeze({ from, to, amount })
    const problem = amount <= 0 ? "nothing to send" : from !== "mint" && this.balance(from) < amount ? `${from} has only ${this.balance(from)}` : undefined
    if (problem === undefined) this.#pending.push(t)
    else this.emit("rejected", t, problem)
    return this
  }
  async mine(): Promise<Block> { await null; const block = new Block(this.length, this.#pending.splice(0), this.#blocks.at(-1)!.hash); this.#blocks.push(block); this.emit("block", block); return block }
  verify(): void { for (const [i, b] of this.#blocks.entries()) { if (!b.isValid) throw new Error(`block ${i} was changed`); if (i && b.previous !== this.#blocks[i - 1]!.hash) throw new Error(`block ${i} hangs in the air`) } }
  tamper(i: number, change: (ts: Transaction[]) => Transaction[]) { const b = this.#blocks[i]!; this.#blocks[i] = Object.assign(Object.create(Block.prototype), { ...b, transactions: change([...b.transactions]) }) }
}
const chain = new Chain()
chain.on("block", (b) => console.log("mined", b, b.hash.slice(0, 2)))
chain.on("rejected", ({ amount }, why) => console.log("rejected", amount, why))
chain.submit("mint", "ann", 50).submit("ann", "bob", 20).submit("bob", "ann", 30).submit("ann", "bob", -1)
await chain.mine()
await chain.submit("bob", "cyd", 5).mine()
console.table(Object.fromEntries(["ann", "bob", "cyd", "dan"].map((n) => [n, { balance: chain.balance(n) }])))
chain.verify()
console.log([...chain], chain.length)
chain.tamper(1, ([first, ...rest]) => [{ ...first!, amount: 5000 }, ...rest])
chain.verify()
