class BitSet {
  #words: Uint32Array
  constructor(readonly size: number) { this.#words = new Uint32Array((size + 31) >>> 5) }
  static of(size: number, ...bits: number[]) { const s = new BitSet(size); for (const b of bits) s.add(b); return s }
  #check(i: number) { if (!(i >= 0 && i < this.size)) throw new RangeError(`bit ${i} of ${this.size}`); return i }
  add(i: number) { this.#words[this.#check(i) >>> 5]! |= 1 << (i & 31); return this }
  delete(i: number) { this.#words[this.#check(i) >>> 5]! &= ~(1 << (i & 31)); return this }
  toggle(i: number) { this.#words[this.#check(i) >>> 5]! ^= 1 << (i & 31); return this }
  has(i: number) { return (this.#words[this.#check(i) >>> 5]! >>> (i & 31) & 1) === 1 }
  get count() { let n = 0; for (let w of this.#words) for (; w; w &= w - 1) n++; return n }
  and(o: BitSet) { const r = new BitSet(this.size); r.#words = this.#words.map((w, i) => w & o.#words[i]!); return r }
  *[Symbol.iterator]() { for (const [k, word] of this.#words.entries()) for (let w = word; w; w = (w & (w - 1)) >>> 0) yield k * 32 + 31 - Math.clz32(w & -w) }
  toString() { return [...this.#words].map((w) => w.toString(2).padStart(32, "0")).reverse().join("").slice(-this.size) }
}
const s = BitSet.of(40, 0, 5, 31, 32, 39)
console.log(`${s}`, s.count, [...s], s.has(31), s.delete(31).has(31), [...s.toggle(1).and(BitSet.of(40, 1, 2, 39))])

const reverse32 = (x: number) => { let r = 0; for (let i = 0; i < 32; i++) r |= ((x >>> i) & 1) << (31 - i); return r >>> 0 }
const gray = (n: number) => n ^ (n >> 1), isPower = (n: number) => n > 0 && (n & (n - 1)) === 0, parity = (n: number) => { let p = 0; for (; n; n &= n - 1) p ^= 1; return p }
console.log(reverse32(1), Array.from({ length: 8 }, (_, i) => gray(i).toString(2).padStart(3, "0")).join(" "), [0, 1, 2, 3, 64].map(isPower), [0, 7, 8, 255].map(parity), (0xdeadbeef >>> 0).toString(16), 0xdeadbeef | 0, ~0 >>> 0, 1 << 32, 1 << 33, 2 ** 32 >> 0, -1 >>> 31, 5.9 | 0, "7" as any | 0, NaN | 0, null! | 1)
class Bloom { #bits = new BitSet(256); #hash(s: string, seed: number) { let h = seed; for (const c of s) h = Math.imul(h ^ c.codePointAt(0)!, 0x01000193); return (h >>> 0) % 256 } add(s: string) { for (let i = 1; i <= 3; i++) this.#bits.add(this.#hash(s, i * 0x811c9dc5)); return this } has(s: string) { return [1, 2, 3].every((i) => this.#bits.has(this.#hash(s, i * 0x811c9dc5))) } }
const bloom = new Bloom().add("apple").add("pear")
console.log(bloom.has("apple"), bloom.has("pear"), ["plum", "fig", "kiwi", "lime"].filter((w) => bloom.has(w)).length < 3)
const crc = (() => { const table = Uint32Array.from({ length: 256 }, (_, n) => { for (let k = 0; k < 8; k++) n = n & 1 ? 0xedb88320 ^ (n >>> 1) : n >>> 1; return n }); return (b: Uint8Array) => ~b.reduce((c, x) => table[(c ^ x) & 255]! ^ (c >>> 8), -1) >>> 0 })()
console.log(crc(Buffer.from("123456789")).toString(16), crc(new Uint8Array()))
const half = (h: number) => { const [sign, exponent, fraction] = [h >> 15 ? -1 : 1, (h >> 10) & 31, h & 1023]; return exponent === 31 ? (fraction ? NaN : sign * Infinity) : exponent ? sign * 2 ** (exponent - 15) * (1 + fraction / 1024) : sign * 2 ** -14 * (fraction / 1024) }
console.log([0x3c00, 0xc000, 0x7bff, 0x0001, 0x7c00, 0x3555].map(half), new Float16Array([1.5, 65504, 1e9]), Math.f16round?.(1.337))
const fields = { mode: [0, 3], level: [3, 5], flag: [8, 1] } as const satisfies Record<string, readonly [at: number, width: number]>
const pack = (o: Record<keyof typeof fields, number>) => (Object.keys(fields) as (keyof typeof fields)[]).reduce((w, k) => w | ((o[k] & ((1 << fields[k][1]) - 1)) << fields[k][0]), 0)
const unpack = (w: number) => Object.fromEntries(Object.entries(fields).map(([k, [at, width]]) => [k, (w >>> at) & ((1 << width) - 1)]))
console.log(pack({ mode: 5, level: 17, flag: 1 }).toString(2), unpack(pack({ mode: 5, level: 17, flag: 1 })))
const varint = (n: bigint) => { const out: number[] = []; do { out.push(Number(n & 127n) | (n > 127n ? 128 : 0)); n >>= 7n } while (n); return out }
console.log(varint(300n), varint(0n), varint(2n ** 63n).length, [300n, 1n << 40n].every((n) => varint(n).reduceRight((v, b) => (v << 7n) | BigInt(b & 127), 0n) === n))
s.add(40)
