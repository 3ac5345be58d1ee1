import { createHash, createHmac, timingSafeEqual, pbkdf2Sync, createCipheriv, createDecipheriv, hash, scryptSync, webcrypto } from "node:crypto"
import zlib, { gzipSync, gunzipSync, deflateRawSync, inflateRawSync, brotliCompressSync, brotliDecompressSync } from "node:zlib"
import { promisify } from "node:util"

for (const algorithm of ["md5", "sha1", "sha256", "sha512"] as const) console.log(algorithm.padEnd(7), createHash(algorithm).update("quire").digest("hex").slice(0, 32))
console.log(hash("sha1", "abc"), createHmac("sha256", "key").update("a").update("b").digest("base64url"))
console.log(timingSafeEqual(Buffer.from("a"), Buffer.from("a")), pbkdf2Sync("pw", "salt", 10, 16, "sha256").toString("hex"), scryptSync("pw", "salt", 8).length)

const key = Buffer.alloc(32, 7), iv = Buffer.alloc(12, 1)
const seal = (text: string) => { const c = createCipheriv("aes-256-gcm", key, iv); return Buffer.concat([c.update(text, "utf8"), c.final(), c.getAuthTag()]) }
const unseal = (data: Buffer) => { const d = createDecipheriv("aes-256-gcm", key, iv); d.setAuthTag(data.subarray(-16)); return d.update(data.subarray(0, -16), undefined, "utf8") + d.final("utf8") }
const sealed = seal("secret 🤫")
console.log(sealed.toString("base64"), unseal(sealed))
sealed[0]! ^= 1
try { unseal(sealed) } catch (e) { console.log((e as Error).message) }
const digest = await webcrypto.subtle.digest("SHA-256", new TextEncoder().encode("quire"))
console.log(Buffer.from(digest).equals(createHash("sha256").update("quire").digest()), digest.byteLength, /^[\da-f-]{36}$/.test(crypto.randomUUID()))

const text = "to be or not to be, ".repeat(50)
for (const [name, pack, unpack] of [["gzip", gzipSync, gunzipSync], ["deflate", deflateRawSync, inflateRawSync], ["brotli", brotliCompressSync, brotliDecompressSync]] as const) {
  const packed = pack(text)
  console.log(name, packed.length < text.length / 10, unpack(packed).toString() === text)
}
console.log((await promisify(zlib.gunzip)(await promisify(zlib.gzip)("async"))).toString(), zlib.crc32("hello").toString(16), zlib.constants.Z_BEST_SPEED)
const merkle = (leaves: string[]): string => leaves.length === 1 ? leaves[0]! : merkle(leaves.flatMap((l, i) => (i % 2 ? [] : [createHash("sha256").update(l + (leaves[i + 1] ?? l)).digest("hex").slice(0, 8)])))
console.log(merkle([..."abcde"]))
gunzipSync(Buffer.from("not gzip"))
