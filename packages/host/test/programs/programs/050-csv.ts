import { EOL } from "node:os"

type Row = Record<string, string>
function* rows(text: string, separator = ","): Generator<string[]> {
  let row: string[] = []
  let field = ""
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!
    if (quoted) {
      if (c === '"' && text[i + 1] === '"') { field += '"'; i++ }
      else if (c === '"') quoted = false
      else field += c
      continue
    }
    switch (c) {
      case '"':
        quoted = true
        break
      case separator:
        row.push(field)
        field = ""
        break
      case "\r":
        if (text[i + 1] === "\n") i++
        // fallthrough
      case "\n":
        yield [...row, field]
        row = []
        field = ""
        break
      default:
        field += c
    }
  }
  if (quoted) throw new SyntaxError("a quote is not closed")
  if (field || row.length) yield [...row, field]
}
const parse = (text: string): Row[] => {
  const [header = [], ...body] = rows(text)
  return body.map((cells) => Object.fromEntries(header.map((h, i) => [h.trim(), cells[i] ?? ""])))
}
const stringify = (data: Row[]): string => {
  const keys = [...new Set(data.flatMap(Object.keys))]
  const quote = (s = "") => (/[",\r\n]/.test(s) ? `"${s.replaceAll('"', '""')}"` : s)
  return [keys, ...data.map((r) => keys.map((k) => r[k]))].map((cells) => cells.map(quote).join(",")).join(EOL)
}

const source = 'name, price,note\r\n"Tea, green",3.50,"says ""hi"""\r\nCake,4,"two\nlines"\nPlain,1'
const data = parse(source)
console.table(data)
console.log(JSON.stringify(stringify(data)))
const total = data.map((r) => Number(r["price"])).reduce((a, b) => a + b)
console.log(total.toFixed(2), [...rows("a;b;;c", ";")], [...rows("")])
console.log(JSON.stringify(parse(stringify(data))) === JSON.stringify(data))
parse('a,b\n"open')
