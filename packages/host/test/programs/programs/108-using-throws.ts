class Connection implements AsyncDisposable {
  static log: string[] = []
  private constructor(readonly id: number) {}
  static async open(id: number): Promise<Connection> { await null; this.log.push(`open ${id}`); return new this(id) }
  query(sql: string) { if (/drop/i.test(sql)) throw new Error(`refused: ${sql}`); Connection.log.push(sql); return [sql.length] }
  async [Symbol.asyncDispose]() { await null; Connection.log.push(`close ${this.id}`) }
}
class Transaction implements Disposable {
  #done = false
  constructor(readonly db: Connection) { Connection.log.push("begin") }
  commit() { this.#done = true; Connection.log.push("commit") }
  [Symbol.dispose]() { if (!this.#done) Connection.log.push("rollback") }
}
async function save(id: number, ...statements: string[]) {
  await using db = await Connection.open(id)
  using tx = new Transaction(db)
  const rows = statements.flatMap((s) => tx.db.query(s))
  tx.commit()
  return rows
}
console.log(await save(1, "insert", "update"))
console.log(await save(2, "insert", "DROP all").catch((e) => e.message))
console.log(Connection.log.join("; "))

const both = async () => {
  await using a = { [Symbol.asyncDispose]: async () => { throw new Error("A") } }
  using b = { [Symbol.dispose]() { throw new Error("B") } }
  void [a, b]
  throw new Error("body")
}
const e = await both().catch((e: SuppressedError) => e)
if (e instanceof SuppressedError) console.log(e.error.message, (e.suppressed as SuppressedError).error.message, (e.suppressed as SuppressedError).suppressed.message)
const stack = new DisposableStack()
stack.defer(() => console.log("first in, last out"))
const r = stack.use({ v: 1, [Symbol.dispose]() { console.log("disposed", this.v) } })
r.v++
stack.dispose(); stack.dispose()
try { stack.use(r) } catch (x) { console.log((x as Error).name, stack.disposed) }
console.log(new SuppressedError(1, 2, "m").message, Symbol.dispose.description)
{
  using last = { [Symbol.dispose]() { throw new TypeError("cannot close") } }
  console.log("in block", typeof last)
}
