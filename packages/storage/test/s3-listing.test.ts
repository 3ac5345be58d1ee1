import {
  CopyObjectCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type S3Client,
} from "@aws-sdk/client-s3"
import { describe, expect, test } from "vitest"
import { ALL, Bucket, keysIn, open, outcome, put, read, textIn } from "./s3-client.ts"
import type { Profile } from "./s3-double.ts"

describe("keys and listings", () => {
  const ODD = [
    " ",
    "a b",
    "a+b",
    "100%",
    "%2F",
    "h#h",
    "q?q=1&r",
    "a//b",
    "//",
    "/lead",
    "trail/",
    "../up",
    "a/../b",
    "a/./b",
    "..",
    ".",
  ]
  const ODDER = [
    "c\u0001x",
    "line\r\nbreak",
    "tab\t",
    "\u{1f600}",
    "e\u0301",
    "\ufffe",
    "&<>'\"",
    "\\",
    "k".repeat(1024),
  ]
  const KEYS = [...ODD, ...ODDER].toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  const decode = (name = "") => decodeURIComponent(name.replaceAll("+", " "))
  const list = (more = {}) => new ListObjectsV2Command({ Bucket, EncodingType: "url", ...more })
  const names = async (client: S3Client, more = {}) => {
    const { Contents = [], CommonPrefixes = [] } = await client.send(list(more))
    return [...Contents.map(({ Key }) => Key), ...CommonPrefixes.map(({ Prefix }) => Prefix)]
  }

  test.each(ALL)(
    "%s, every odd key is written, read, listed, copied and removed under its own name",
    async (profile) => {
      const { double, client } = await open(profile)
      for (const key of KEYS) await client.send(put(key, `at ${key}`))
      expect(keysIn(double)).toEqual(KEYS)
      expect((await names(client)).map(decode)).toEqual(KEYS)
      const sizes = KEYS.map(async (Key) => (await client.send(new HeadObjectCommand({ Bucket, Key }))).ContentLength)
      expect(await Promise.all(sizes)).toEqual(KEYS.map((key) => Buffer.byteLength(`at ${key}`)))
      for (const key of KEYS) {
        expect(await read(client, key)).toBe(`at ${key}`)
        await client.send(new CopyObjectCommand({ Bucket, Key: "copy", CopySource: `b/${encodeURIComponent(key)}` }))
        expect(textIn(double, "copy")).toBe(`at ${key}`)
        await client.send(new DeleteObjectCommand({ Bucket, Key: key }))
        expect(double.objects(Bucket).has(key)).toBe(false)
      }
    },
  )

  test.each(ALL)("%s, pages of two by folder, in the order of UTF-8, end where they should", async (profile) => {
    const { double, client } = await open(profile)
    for (const key of ["\u{1f600}", "\uffee", "d/1", "c", "b/3", "b/2", "b/1", "a"]) double.put(Bucket, key, "x")
    const pages = []
    let ContinuationToken: string | undefined
    do {
      const page = await client.send(list({ Delimiter: "/", MaxKeys: 2, ContinuationToken }))
      const { Name, KeyCount, MaxKeys, Delimiter, EncodingType, IsTruncated, Contents = [], CommonPrefixes = [] } = page
      expect({ Name, MaxKeys, Delimiter: decode(Delimiter), EncodingType }).toEqual({
        Name: "b",
        MaxKeys: 2,
        Delimiter: "/",
        EncodingType: "url",
      })
      pages.push([
        ...Contents.map(({ Key }) => decode(Key)),
        ...CommonPrefixes.map(({ Prefix }) => decode(Prefix)),
        KeyCount,
        IsTruncated,
      ])
      ContinuationToken = page.NextContinuationToken
    } while (ContinuationToken !== undefined && pages.length < 9)
    expect(pages).toEqual([
      ["a", "b/", 2, true],
      ["c", "d/", 2, true],
      ["\uffee", "\u{1f600}", 2, false],
    ])
  })

  test("prefix, start-after, max-keys and the cap of 1000", async () => {
    const { double, client } = await open("aws")
    for (let n = 0; n < 1001; n++) double.put(Bucket, `n/${1000 + n}`, "x")
    double.put(Bucket, "other", "x")
    expect(await names(client, { Prefix: "n/200" })).toEqual(["n/2000"])
    expect(await names(client, { Prefix: "n/", StartAfter: "n/1998" })).toEqual(["n/1999", "n/2000"])
    expect(await names(client, { Delimiter: "/", StartAfter: "n/1998" })).toEqual(["other", "n/"])
    expect(await client.send(list({ MaxKeys: 0 }))).toMatchObject({ KeyCount: 0, IsTruncated: false })
    expect(await client.send(list({ MaxKeys: 5000 }))).toMatchObject({
      KeyCount: 1000,
      MaxKeys: 1000,
      IsTruncated: true,
    })
    expect(await outcome(client.send(list({ ContinuationToken: "!!" })))).toBe("400 InvalidArgument")
  })

  test.each<[Profile, string, string, string]>([
    ["aws", "d+a/x+y,d+a/e+f/", "d+a/", "200"],
    ["ceph16", "d%20a%2Fx%20y,d%20a/e%20f/", "d a/", "200"],
    ["swift", "d%20a/x%20y,d%20a/e%20f/", "d%20a/", "500 InternalError"],
  ])(
    "%s names %s, its prefix %s; control characters without encoding-type: %s",
    async (profile, named, echo, plain) => {
      const { double, client } = await open(profile)
      for (const key of ["d a/x y", "d a/e f/1"]) double.put(Bucket, key, "x")
      const folder = { Prefix: "d a/", Delimiter: "/" }
      expect((await names(client, folder)).join()).toBe(named)
      expect((await client.send(list(folder))).Prefix).toBe(echo)
      double.put(Bucket, "c\u0001x", "x")
      expect(await outcome(client.send(list({ EncodingType: undefined })))).toBe(plain)
    },
  )

  test("ceph's continuation token is the last name of the page, aws hides it", async () => {
    const tokens = ["ceph16", "aws"] as const
    const found = tokens.map(async (profile) => {
      const { double, client } = await open(profile)
      for (const key of ["a\r\n", "b"]) double.put(Bucket, key, "x")
      return (await client.send(list({ MaxKeys: 1 }))).NextContinuationToken
    })
    expect(await Promise.all(found)).toEqual(["a\r\n", "YQ0K"])
  })

  test.each<[Profile, string]>([
    ["aws", "400 KeyTooLongError"],
    ["ceph16", "400 InvalidObjectName"],
  ])("%s refuses a key of 1025 bytes: %s", async (profile, expected) => {
    const { client } = await open(profile)
    expect(await outcome(client.send(put("\u00e9".repeat(512) + "k")))).toBe(expected)
  })
})
