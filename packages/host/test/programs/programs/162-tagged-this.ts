// A tagged template used from another statement: it has no `this`.
interface Styler { (strings: TemplateStringsArray, ...values: unknown[]): string; bold: Styler; codes: string[] }
function css(this: unknown, strings: TemplateStringsArray, ...values: unknown[]) {
  return [this === undefined ? "free" : typeof this, String.raw({ raw: strings }, ...values).trim()]
}
const object = { prefix: ">", tag(this: { prefix: string } | void, strings: TemplateStringsArray) { return `${this?.prefix ?? "no this"}${strings[0]}` } }
const { tag } = object
console.log(css`a { color: ${"red"} }`)
console.log(object.tag`with`, tag`without`)
class Sql {
  constructor(readonly dialect: string) {}
  static tag(this: typeof Sql | void, strings: TemplateStringsArray, ...v: unknown[]) { return `${this ? this.name : "unbound"}: ${strings.join("?")} ${v}` }
}
const sql = Sql.tag
console.log(Sql.tag`select ${1}`)
console.log(sql`select ${2}`)
const strict = function (this: any, s: TemplateStringsArray) { return this?.strict ?? s.raw[0] }
console.log(strict`raw\n`, [strict][0]!`x`.length)
