import { createHash } from "node:crypto"

const rotl = (x: number, n: number) => (x << n) | (x >>> (32 - n))
export function sha1(message: string | Uint8Array): string {
  const bytes = typeof message === "string" ? new TextEncoder().encode(message) : message
  const padded = new Uint8Array((((bytes.length + 8) >> 6) + 1) << 6)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setBigUint64(padded.length - 8, BigInt(bytes.length) * 8n)
  const h = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0)
  const w = new Int32Array(80)
  for (let block = 0; block < padded.length; block += 64) {
    for (let i = 0; i < 80; i++) w[i] = i < 16 ? view.getInt32(block + i * 4) : rotl(w[i - 3]! ^ w[i - 8]! ^ w[i - 14]! ^ w[i - 16]!, 1)
    let [a, b, c, d, e] = h as unknown as [number, number, number, number, number]
    for (let i = 0; i < 80; i++) {
      const [f, k] = i < 20 ? [(b & c) | (~b & d), 0x5a827999] : i < 40 ? [b ^ c ^ d, 0x6ed9eba1] : i < 60 ? [(b & c) | (b & d) | (c & d), 0x8f1bbcdc] : [b ^ c ^ d, 0xca62c1d6]
      ;[a, b, c, d, e] = [(rotl(a, 5) + f + e + k + w[i]!) | 0, a, rotl(b, 30), c, d]
    }
    h[0]! += a; h[1]! += b; h[2]! += c; h[3]! += d; h[4]! += e
  }
  return Array.from(h, (x) => (x >>> 0).toString(16).padStart(8, "0")).join("")
}
for (const text of ["", "abc", "The quick brown fox jumps over the lazy dog", "é".repeat(100)]) console.log(sha1(text), sha1(text) === createHash("sha1").update(text).digest("hex"))

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
const encode = (bytes: Uint8Array) => {
  let out = ""
  for (let i = 0; i < bytes.length; i += 3) {
    const n = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    out += ALPHABET[n >> 18]! + ALPHABET[(n >> 12) & 63]! + (i + 1 < bytes.length ? ALPHABET[(n >> 6) & 63]! : "=") + (i + 2 < bytes.length ? ALPHABET[n & 63]! : "=")
  }
  return out
}
const decode = (s: string): Uint8Array => Uint8Array.from(s.replace(/=+$/, "").match(/.{1,4}/g)?.flatMap((q) => { const n = [...q].reduce((x, c) => (x << 6) | ALPHABET.indexOf(c), 0) << (6 * (4 - q.length)); return [n >> 16, (n >> 8) & 255, n & 255].slice(0, q.length - 1) }) ?? [])
for (const text of ["", "f", "fo", "foo", "foobar", "héé🦊"]) { const b = new TextEncoder().encode(text); console.log(encode(b), encode(b) === Buffer.from(text).toString("base64"), new TextDecoder().decode(decode(encode(b))) === text) }
const rle = (s: string) => s.replace(/(.)\1*/gu, (run, c: string) => `${run.length / c.length}${c}`), unrle = (s: string) => s.replace(/(\d+)(\D)/gu, (_, n, c: string) => c.repeat(n))
console.log(rle("aaabccd"), unrle(rle("zzzzy")))
const caesar = (n: number) => (s: string) => s.replace(/[a-z]/gi, (c) => String.fromCharCode(((c.charCodeAt(0) & 31) - 1 + n + 26) % 26 + (c < "a" ? 65 : 97)))
console.log(caesar(3)("Hello, Zed"), caesar(-3)(caesar(3)("Hello, Zed")))
new DataView(new ArrayBuffer(1), 2)
