function parse(value: string): number
function parse(value: number): string
function parse(value: string[], separator?: string): number[]
function parse(value: any, separator = ","): any {
  if (Array.isArray(value)) return value.flatMap((v) => v.split(separator)).map(Number)
  return typeof value === "string" ? Number(value) : String(value)
}
console.log(parse("5") + 1, parse(5) + 1, parse(["1,2", "3"]), parse(["1;2"], ";"))

class Query<T extends object> {
  private constructor(private readonly rows: readonly T[], private readonly steps: readonly string[] = []) {}
  static from<T extends object>(rows: Iterable<T>): Query<T> { return new Query([...rows]) }
  where(f: (row: T) => boolean): Query<T>
  where<K extends keyof T>(key: K, value: T[K]): Query<T>
  where(...args: [(row: T) => boolean] | [keyof T, unknown]): Query<T> {
    const test = typeof args[0] === "function" ? args[0] : (row: T) => row[args[0] as keyof T] === args[1]
    return new Query(this.rows.filter(test), [...this.steps, `where ${args.length === 1 ? "(function)" : args.map(String).join("=")}`])
  }
  orderBy<K extends keyof T>(key: K, direction: "asc" | "desc" = "asc"): Query<T> {
    const sign = direction === "asc" ? 1 : -1
    return new Query(this.rows.toSorted((a, b) => (a[key] < b[key] ? -sign : a[key] > b[key] ? sign : 0)), [...this.steps, `order ${String(key)} ${direction}`])
  }
  select<const K extends readonly (keyof T)[]>(...keys: K): Query<Pick<T, K[number]>> {
    return new Query(this.rows.map((r) => Object.fromEntries(keys.map((k) => [k, r[k]])) as Pick<T, K[number]>), [...this.steps, `select ${keys.join()}`])
  }
  join<U extends object, R extends object>(other: Query<U>, on: (a: T, b: U) => boolean, merge: (a: T, b: U) => R): Query<R> { return new Query(this.rows.flatMap((a) => other.rows.filter((b) => on(a, b)).map((b) => merge(a, b))), [...this.steps, "join"]) }
  *[Symbol.iterator](): IterableIterator<T> { yield* this.rows }
  explain(): string { return this.steps.join(" | ") }
  get count() { return this.rows.length }
}
const people = Query.from([{ id: 1, name: "Ann", age: 31, city: 1 }, { id: 2, name: "Bob", age: 25, city: 2 }, { id: 3, name: "Cyd", age: 42, city: 1 }])
const cities = Query.from([{ id: 1, title: "Oslo" }, { id: 2, title: "Rome" }])
const found = people.where((p) => p.age > 26).where("city", 1).orderBy("age", "desc").select("name", "age")
console.table([...found])
console.log(found.explain(), found.count)
console.log([...people.join(cities, (p, c) => p.city === c.id, ({ name }, { title }) => ({ name, title })).orderBy("title", "desc")])
interface Callable { (x: number): string; new (x: number): { boxed: number }; version: string }
const callable = Object.assign(function (this: any, x: number) { if (new.target) { this.boxed = x; return } return `called ${x}` }, { version: "v1" }) as unknown as Callable
console.log(callable(1), new callable(2).boxed, callable.version)
declare function ambient(x: string): void
parse(null as never).length.toFixed.call("no")
