// A parser of key=value files that ends with an odd thrown value.
const END = Symbol("end of input")
const SOURCE = `
# settings
host = example.org
port=8080
[section]
flag
quoted = "a = b # not a comment"  # a comment
`
type Entry = { section: string; key: string; value: string | true }
function* entries(source: string): Generator<Entry> {
  let section = ""
  for (const [n, raw] of source.split("\n").entries()) {
    const line = raw.replace(/("[^"]*")|#.*$/g, (_, q) => q ?? "").trim()
    if (line === "") continue
    const head = /^\[(.+)\]$/.exec(line)
    if (head) { section = head[1]!; continue }
    const [, key, , value] = /^([\w.]+)(\s*=\s*(.*))?$/.exec(line) ?? (() => { throw `line ${n + 1} is odd: ${line}` })()
    yield { section, key: key!, value: value === undefined ? true : value.replace(/^"(.*)"$/, "$1") }
  }
}
const settings: Record<string, Record<string, string | true>> = {}
for (const { section, key, value } of entries(SOURCE)) (settings[section] ??= {})[key] = value
console.log(settings)
console.log([...entries("a=1\nb = 2")].map(({ key, value }) => `${key}:${value}`))
try { [...entries("ok=1\n!!!")] } catch (e) { console.log(typeof e, e) }
const reader = (text: string) => { let i = 0; return () => { if (i >= text.length) throw END; return text[i++]! } }
const next = reader("ab")
console.log(next(), next())
try { next() } catch (e) { console.log(e === END, String(e), (e as symbol).description) }
next()
