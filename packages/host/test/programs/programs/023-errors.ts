const cases: [string, () => unknown][] = [
  ["type", () => (null as any).x], ["call", () => (1 as any)()], ["range", () => new Array(-1)],
  ["uri", () => decodeURIComponent("%")], ["json", () => JSON.parse("{")], ["frozen", () => { Object.freeze([1]).push(2) }],
  ["bigint", () => (1n as any) + 1], ["iter", () => { const [a] = {} as any; return a }], ["new", () => new (class { constructor() { return (undefined as any).y } })()],
]
for (const [name, run] of cases) { try { run(); console.log(name, "no error") } catch (e) { console.log(name, (e as Error).name, (e as Error).message) } }
const cause = new Error("inner")
try { throw new Error("outer", { cause }) } catch (e) { console.log(((e as Error).cause as Error).message) }
try { await Promise.any([Promise.reject(1)]) } catch (e) { console.log((e as AggregateError).errors) }
throw new SyntaxError("made by hand")
