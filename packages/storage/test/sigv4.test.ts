import { HeadBucketCommand, ListObjectsV2Command, type S3ClientConfig } from "@aws-sdk/client-s3"
import { Readable } from "node:stream"
import { describe, expect, test } from "vitest"
import { ALL, Bucket, change, get, keysIn, open, outcome, put, textIn, type WireRequest } from "./s3-client.ts"
import type { Profile } from "./s3-double.ts"

describe("signatures", () => {
  const [refused, mismatch, malformed] = [
    "403 AccessDenied",
    "403 SignatureDoesNotMatch",
    "400 AuthorizationHeaderMalformed",
  ]
  const unknown = "403 InvalidAccessKeyId"
  const skewed = "403 RequestTimeTooSkewed"
  const secretAccessKey = "quire-double-secret"
  // One outcome a profile, in the order of ALL.
  const cases: readonly (readonly [name: string, config: S3ClientConfig, outcomes: readonly string[]])[] = [
    ["the right keys", {}, ["200", "200", "200", "200", "200"]],
    [
      "a wrong secret",
      { credentials: { accessKeyId: "QUIREDOUBLEKEY", secretAccessKey: "wrong" } },
      [mismatch, refused, mismatch, mismatch, mismatch],
    ],
    [
      "an unknown key",
      { credentials: { accessKeyId: "UNKNOWN", secretAccessKey } },
      [unknown, refused, mismatch, unknown, unknown],
    ],
    ["a wrong region", { region: "eu-west-3" }, [malformed, "200", malformed, "400 InvalidRegionName", "200"]],
    ["region us-east-1", { region: "us-east-1" }, ["200", "200", "200", "200", "200"]],
    ["no credentials", { signer: { sign: async (request) => request } }, [refused, refused, refused, refused, refused]],
    ["a late clock", { systemClockOffset: -3_600_000 }, [skewed, skewed, skewed, skewed, skewed]],
  ]
  const rows = cases.flatMap(([name, config, outcomes]) =>
    ALL.map((profile, index) => [profile, name, outcomes[index], config] as const),
  )
  test.each(rows)("%s, %s: %s, and nothing is done unless it is 200", async (profile, _, expected, config) => {
    const { double, client } = await open(profile, config)
    expect([await outcome(client.send(put("a"))), keysIn(double)]).toEqual([expected, expected === "200" ? ["a"] : []])
  })

  test.each<[Profile, string | undefined, string | undefined, string]>([
    ["aws", "t", "t", "200"],
    ["aws", "t", "other", "400 InvalidToken"],
    ["aws", "t", undefined, "403 InvalidAccessKeyId"],
    ["aws", undefined, "t", "400 InvalidToken"],
    ["ceph16", "t", "t", "200"],
    ["ceph16", "t", "other", "400 InvalidArgument"],
    ["ceph16", "t", undefined, "403 AccessDenied"],
    ["swift", "t", "other", "200"],
  ])("%s, session token %s, sent %s: %s", async (profile, requireSessionToken, sessionToken, expected) => {
    const credentials = { accessKeyId: "QUIREDOUBLEKEY", secretAccessKey, ...(sessionToken && { sessionToken }) }
    const { client } = await open(profile, { credentials }, { requireSessionToken })
    expect(await outcome(client.send(put("a")))).toBe(expected)
  })

  test.each<[string, string, (request: WireRequest) => void]>([
    ["the body", "400 XAmzContentSHA256Mismatch", (request) => void (request.body = "evil")],
    ["the path", mismatch, (request) => void (request.path = "/b/evil")],
    ["the encoding of the path", "200", (request) => void (request.path = "/b/%61")],
    ["a signed header", mismatch, ({ headers }) => void (headers["x-amz-meta-a"] = "evil")],
    ["blanks in a signed header", "200", ({ headers }) => void (headers["x-amz-meta-a"] = "b   c ")],
    ["one x-amz header more", refused, ({ headers }) => void (headers["x-amz-meta-evil"] = "1")],
    ["the stated hash", mismatch, ({ headers }) => void (headers["x-amz-content-sha256"] = "UNSIGNED-PAYLOAD")],
    ["bad percent-encoding", "400 InvalidURI", (request) => void (request.path = "/b/%zz")],
  ])("%s changed on the way: %s", async (_, expected, alter) => {
    const { client } = await open("aws")
    change(client, "deserialize", alter)
    expect(await outcome(client.send(put("a", "text", { Metadata: { a: "b c" } })))).toBe(expected)
  })

  test("the query is put in order before it is hashed", async () => {
    const { double, client } = await open("aws")
    change(client, "deserialize", (request) => {
      request.path = "/b/?prefix=a%20b&list-type=2&delimiter=%2F"
      request.query = {}
    })
    const listing = await client.send(new ListObjectsV2Command({ Bucket, Prefix: "a b", Delimiter: "/" }))
    expect([double.requests[0]?.path, listing.Prefix]).toEqual(["/b/?prefix=a%20b&list-type=2&delimiter=%2F", "a b"])
  })

  test("UNSIGNED-PAYLOAD is taken where it was signed, whatever the body", async () => {
    const { double, client } = await open("aws")
    change(client, "build", ({ headers }) => void (headers["x-amz-content-sha256"] = "UNSIGNED-PAYLOAD"))
    change(client, "deserialize", (request) => void (request.body = "evil"))
    await client.send(put("a"))
    expect(textIn(double, "a")).toBe("evil")
  })

  test.each<[Profile, string]>([
    ["aws", "200"],
    ["gcs", mismatch],
  ])("%s, a signed Accept-Encoding: %s", async (profile, expected) => {
    const { client } = await open(profile)
    change(client, "build", ({ headers }) => void (headers["accept-encoding"] = "identity"))
    expect(await outcome(client.send(put("a")))).toBe(expected)
  })

  test.each<[Profile, string | null]>([
    ["aws", "eu-west-1"],
    ["swift", null],
  ])("%s names its region in an error, and in the header of a refused HeadBucket: %s", async (profile, header) => {
    const { double, client } = await open(profile, { region: "eu-west-3" }, { region: "eu-west-1" })
    await expect(client.send(put("a"))).rejects.toMatchObject({ Region: "eu-west-1" })
    expect(await outcome(client.send(new HeadBucketCommand({ Bucket })))).toBe("400 Unknown")
    const anonymous = await fetch(`${double.url}/b`, { method: "HEAD" })
    const headers = ["x-amz-bucket-region", "content-type", "content-length"].map((name) => anonymous.headers.get(name))
    expect([anonymous.status, ...headers]).toEqual([403, header, null, null])
  })
})

/** The SDK prints a warning for each stream of unknown length. */
const SILENT = { trace: () => {}, debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }

describe("framing", () => {
  test.each<[Profile, string, string]>([
    ["aws", "411 MissingContentLength", "200"],
    ["ceph16", "411 MissingContentLength", "411 MissingContentLength"],
    ["swift", "200", "501 NotImplemented"],
  ])("%s, a stream of unknown length: %s; with a checksum trailer: %s", async (profile, plain, trailer) => {
    const send = async (config: S3ClientConfig, more = {}) => {
      const { double, client } = await open(profile, { ...config, logger: SILENT })
      const body = Readable.from([Buffer.from("some "), Buffer.from("text")])
      return [await outcome(client.send(put("a", body, more))), textIn(double, "a")]
    }
    const text = (expected: string) => (expected === "200" ? "some text" : undefined)
    expect(await send({})).toEqual([plain, text(plain)])
    const found = await send({ requestChecksumCalculation: "WHEN_SUPPORTED" }, { ContentLength: 9 })
    expect(found).toEqual([trailer, text(trailer)])
  })

  test.each([
    ["NSRBwg==", "identity", "200", "abc"],
    ["NSRBwg==", undefined, "200", "abc"],
    ["AAAAAA==", undefined, "400 BadDigest", undefined],
  ])("chunks with the checksum %s, Content-Encoding %s: %s", async (checksum, ContentEncoding, expected, stored) => {
    const { double, client } = await open("aws", { requestChecksumCalculation: "WHEN_SUPPORTED", logger: SILENT })
    const chunked = `3\r\nabc\r\n0\r\nx-amz-checksum-crc32:${checksum}\r\n\r\n`
    change(client, "deserialize", (request) => {
      if (request.method === "PUT") request.body = chunked
    })
    const body = Readable.from([Buffer.from("abc")])
    expect(await outcome(client.send(put("a", body, { ContentLength: 3, ContentEncoding })))).toBe(expected)
    expect(textIn(double, "a")).toBe(stored)
    if (stored !== undefined) expect((await client.send(get("a"))).ContentEncoding).toBe(ContentEncoding)
  })
})
