import { StringDecoder } from "node:string_decoder"
import v8 from "node:v8"
const header = new DataView(new ArrayBuffer(16))
header.setUint32(0, 0xcafebabe)
header.setUint16(4, 0x1234, true)
header.setFloat32(8, 1.5)
header.setBigInt64?.(8, -2n)
console.log(Buffer.from(header.buffer).toString("hex"), header.getInt8(15), header.byteLength)

const b = Buffer.from("héllo wörld")
console.log(b.length, b.toString("base64"), b.subarray(0, 3).toString(), b.indexOf("w"), b.readUInt16BE(0).toString(16), Buffer.compare(b, Buffer.from("a")), Buffer.concat([b, Buffer.of(33)]).toString("latin1").length)
console.log(b, Buffer.byteLength("€"), Buffer.from("ff0", "hex"), Buffer.from("_-8", "base64url"), Buffer.alloc(3, "ab"), b.equals(Buffer.from(b)), Buffer.isBuffer(new Uint8Array()))
b.write("J"); b.fill(0x2e, 1, 3); b.swap16?.call(Buffer.alloc(2))
console.log(b.toString(), [...b.subarray(-2)], JSON.stringify(Buffer.from("hi")), b.toString("ascii", 0, 4))

const floats = Float32Array.from([1, 2.5], (x) => x * 2), ints = new Int16Array(floats.buffer, 2, 1)
console.log(floats, ints.length, ints.byteOffset, floats.with(0, 9), floats.toReversed(), [...floats.entries()], new Uint8Array([1, 2, 3]).subarray(1).set([9]) ?? "void")
const shared = new SharedArrayBuffer(8), view = new Int32Array(shared)
console.log(Atomics.add(view, 0, 5), Atomics.exchange(view, 1, 7), Atomics.compareExchange(view, 0, 5, 6), view, Atomics.load(view, 0), Atomics.isLockFree(4))
const growing = new ArrayBuffer(2, { maxByteLength: 8 }), tracking = new Uint8Array(growing)
growing.resize(6)
const moved = growing.transfer(3)
console.log(tracking.length, growing.detached, moved.byteLength, moved.resizable)
console.log(new Uint8Array([255, 254]).toHex?.(), Uint8Array.fromBase64?.("AQID"), new Uint8Array([1, 2]).toBase64?.())

const decoder = new StringDecoder("utf8")
console.log([0xe2, 0x82, 0xac, 0x21].map((x) => decoder.write(Buffer.of(x))), JSON.stringify(decoder.end(Buffer.of(0xe2))))
const cyclic: any = { d: new Date(0), m: new Map([[1, new Set("ab")]]), r: /x/gi, n: [NaN, -0, 1n, undefined], e: new RangeError("boom"), u8: new Uint8Array(2) }
cyclic.self = cyclic
const back = v8.deserialize(v8.serialize(cyclic)), clone = structuredClone(cyclic)
for (const copy of [back, clone]) console.log(copy.self === copy, copy.d.getTime(), copy.m, copy.r, copy.n, copy.e instanceof RangeError, copy.e.message, copy.u8)
const transferred = structuredClone({ buf: new ArrayBuffer(4) })
console.log(transferred, Symbol.iterator in new Uint8Array())
try { structuredClone({ f() {} }) } catch (e) { console.log((e as DOMException).name, (e as DOMException).code) }
header.getUint8(16)
