import { createHash } from "node:crypto"
import fc from "fast-check"
import { expect, test } from "vitest"
import { z } from "zod"
import { toParent } from "./cell-process.ts"
import { decode, encode, frame, FrameReader } from "./frames.ts"
import { PROTOCOL_VERSION } from "./channels.ts"
import { command, documentUpdate, hello } from "./wire.ts"

test("[A1] a changed message raises the protocol version", () => {
  const schemas = [hello, documentUpdate, command, toParent].map((schema) =>
    z.toJSONSchema(schema, { unrepresentable: "any", io: "input" }),
  )
  const hash = createHash("sha256").update(JSON.stringify(schemas)).digest("hex").slice(0, 12)
  expect(`${PROTOCOL_VERSION} ${hash}`).toMatchInlineSnapshot(`"5 ea67e2fd4d8b"`)
})

test("[A2] frames survive any cut of the stream", () => {
  const payloads = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 })
  fc.assert(
    fc.property(payloads, fc.array(fc.nat(20), { maxLength: 30 }), (sent, cuts) => {
      const bytes = Buffer.concat(sent.map((payload, index) => frame(index % 3, payload)))
      const got: [number, number[]][] = []
      const reader = new FrameReader((kind, payload) => got.push([kind, [...payload]]))
      let at = 0
      for (const cut of [...cuts, bytes.length]) {
        reader.push(bytes.subarray(at, at + cut))
        at += cut
      }
      reader.push(bytes.subarray(at))
      expect(got).toEqual(sent.map((payload, index) => [index % 3, [...payload]]))
    }),
  )
})

test("[A2] a frame over the limit ends the stream", () => {
  const reader = new FrameReader(() => undefined)
  expect(() => reader.push(new Uint8Array([255, 255, 255, 255, 0]))).toThrow("a frame of 4294967295 bytes")
})

test("[A2] what is encoded decodes to the same, without Maps", () => {
  const message = { a: [1, null, undefined, "x"], b: { c: "d" } }
  expect(decode(encode(message))).toEqual(message)
  expect(decode(encode({ bytes: new Uint8Array([1, 2]) }))).toMatchObject({ bytes: Buffer.from([1, 2]) })
})
