function html(strings: TemplateStringsArray, ...values: unknown[]) {
  return strings.reduce((out, s, i) => out + s + (i < values.length ? ([] as unknown[]).concat(values[i]).map((v) => String(v).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`)).join("") : ""), "")
}
const user = { name: "<Eve>", tags: ["a&b", "c"] }
console.log(html`<b title="x">${user.name}</b>${user.tags}${1}`)

const dedent = (s: TemplateStringsArray, ...v: unknown[]) => {
  const full = String.raw({ raw: s }, ...v)
  const lines = full.split("\n").slice(1, -1)
  const indent = Math.min(...lines.filter((l) => l.trim()).map((l) => /^ */.exec(l)![0].length))
  return lines.map((l) => l.slice(indent)).join("\n")
}
console.log(dedent`
    function ${"f"}() {
      return \`${1 + 1}\`
    }
  `)

const seen = new Set<TemplateStringsArray>()
const same = (s: TemplateStringsArray) => (seen.add(s), seen.size)
const call = () => same`same site`
console.log(call(), call(), same`other site`, same`other site`)

const chain = (s: TemplateStringsArray, ...v: unknown[]) => Object.assign((s2: TemplateStringsArray) => `${s.join("|")}+${s2}+${v}`, { tag: (s3: TemplateStringsArray) => s3.raw[0] })
console.log(chain`a${1}b``c`, chain`x`.tag`raw\n`, new (class { v = String.raw`\t`; tag(s: TemplateStringsArray) { return this.v + s } })().tag`!`)
console.log(`a${`b${`c${"d"}`}`}`, `${[1, 2]}`, `${{}}`, `${null} ${undefined} ${true}`, `line1
line2`, `\``, `$`, `$${1}`, `\${}`, `{${"}"}}`, `${"`"}`)
const sql = (s: TemplateStringsArray, ...v: any[]): { text: string; params: any[] } => v.reduce((q, x, i) => {
  const inner = x?.text !== undefined ? x : { text: `$${q.params.length + 1}`, params: [x] }
  return { text: q.text + inner.text.replace(/\$(\d+)/g, (_: string, n: string) => `$${q.params.length + +n}`.replace(/\$\d+$/, x?.text !== undefined ? (m) => m : `$${q.params.length + 1}`)) + s[i + 1], params: [...q.params, ...inner.params] }
}, { text: s[0]!, params: [] as any[] })
const filter = sql`age > ${18} and city = ${"Oslo"}`
console.log(sql`select * from users where ${filter} limit ${5}`)
const lazy = (_: TemplateStringsArray, ...fs: ((n: number) => unknown)[]) => (n: number) => fs.map((f) => f(n))
console.log(lazy`${(n) => n * 2} and ${(n) => `${n}!`}`(21))
const cooked = (s: TemplateStringsArray) => [s[0] === undefined, s.raw[0], Object.isFrozen(s), Array.isArray(s.raw)]
console.log(cooked`\u{bad`, cooked`fine`, ((s: any, ...r: any[]) => r.length)`${1}${2}${3}`, typeof `${1}`, `${async () => 1}`.length > 3)
type Route = `/${string}/:${string}`
const route: Route = `/users/:${"id"}`
console.log(route, `${1 as const}-${"x" satisfies string}`, html<string>`generic`)
function html2<T>(s: TemplateStringsArray, ...v: T[]) { return v.length }
console.log(html2<number>`${1}`, await (async (s: TemplateStringsArray) => s[0])`awaited`, new ((s: any) => class { s = s })`cls`().s[0])
html`${Symbol("no") as never}${{ toString() { throw new EvalError("in toString") } }}`
