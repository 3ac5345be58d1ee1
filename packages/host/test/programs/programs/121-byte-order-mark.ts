// starts with a byte order mark
const bom = "\ufeff", text = bom + "text"
console.log(text.length, text.trim().length, JSON.stringify(text.charCodeAt(0).toString(16)))
const strip = (s: string) => (s.charCodeAt(0) === 0xfeff ? s.slice(1) : s)
console.log(strip(text), strip("plain"), new TextDecoder().decode(Uint8Array.of(0xef, 0xbb, 0xbf, 65)), new TextDecoder("utf-8", { ignoreBOM: true }).decode(Uint8Array.of(0xef, 0xbb, 0xbf, 65)).length)
function detect(bytes: Uint8Array): string {
  const [a, b, c] = bytes
  if (a === 0xef && b === 0xbb && c === 0xbf) return "utf-8"
  if (a === 0xfe && b === 0xff) return "utf-16be"
  if (a === 0xff && b === 0xfe) return "utf-16le"
  return "unknown"
}
console.log([[0xef, 0xbb, 0xbf], [0xfe, 0xff], [0xff, 0xfe, 0], [65]].map((x) => detect(Uint8Array.from(x))))
const odd = " \u00a0​\ufeff​ "
console.log(odd.length, /^\s/.test(odd), [...odd].map((c) => c.codePointAt(0)!.toString(16)).join())
const weird =1 + 1
console.log(weird, Buffer.from(odd).length)
type Zero = "​"
const zero: Zero = "​"
console.log(zero.length)
throw new RangeError(`${text.length} with a mark`)
