import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
} from "@aws-sdk/client-s3"
import { createHash } from "node:crypto"
import type { Readable } from "node:stream"
import { setTimeout as sleep } from "node:timers/promises"
import { describe, expect, test } from "vitest"
import { ALL, Bucket, change, get, keysIn, open, outcome, put, textIn } from "./s3-client.ts"
import type { Fault, Profile } from "./s3-double.ts"

describe("operations", () => {
  const head = (Key: string) => new HeadObjectCommand({ Bucket, Key })
  const remove = (...Keys: string[]) =>
    new DeleteObjectsCommand({ Bucket, Delete: { Objects: Keys.map((Key) => ({ Key })) } })

  test.each(ALL)("%s keeps type and metadata, and its ETag is the MD5", async (profile) => {
    const { client } = await open(profile)
    const ETag = `"${createHash("md5").update("text").digest("hex")}"`
    const facts = { ContentType: "text/markdown", Metadata: { "quire-write": "w1" } }
    expect(await client.send(put("a", "text", facts))).toMatchObject({ ETag })
    expect(await client.send(get("a"))).toMatchObject({ ...facts, ETag, ContentLength: 4 })
    expect(await client.send(head("a"))).toMatchObject({ ...facts, ETag, ContentLength: 4 })
  })

  test.each([
    ["bytes=1-3", "ext", "bytes 1-3/4"],
    ["bytes=2-", "xt", "bytes 2-3/4"],
    ["bytes=-1", "t", "bytes 3-3/4"],
    ["bytes=1-99", "ext", "bytes 1-3/4"],
    ["lines=1-2", "text", undefined],
  ])("Range %s reads %s", async (Range, expected, ContentRange) => {
    const { client } = await open("aws")
    await client.send(put("a"))
    const found = await client.send(get("a", { Range }))
    expect([await found.Body?.transformToString(), found.ContentRange]).toEqual([expected, ContentRange])
  })

  test.each(ALL)("%s: what is not there, and ranges that are not", async (profile) => {
    const { double, client } = await open(profile)
    double.put(Bucket, "empty", "")
    const elsewhere = { Bucket: "elsewhere", Key: "a" }
    const steps = {
      "GET key": client.send(get("a")),
      "HEAD key": client.send(head("a")),
      "DELETE key": client.send(new DeleteObjectCommand({ Bucket, Key: "a" })),
      "COPY key": client.send(new CopyObjectCommand({ Bucket, Key: "b", CopySource: "b/a" })),
      "GET bucket": client.send(get("a", elsewhere)),
      "HEAD bucket": client.send(new HeadBucketCommand(elsewhere)),
      "LIST bucket": client.send(new ListObjectsV2Command(elsewhere)),
      "PUT bucket": client.send(put("a", "text", elsewhere)),
      "GET range": client.send(get("empty", { Range: "bytes=0-9" })),
    }
    const outcomes = Object.entries(steps).map(async ([name, step]) => [name, await outcome(step)])
    expect(Object.fromEntries(await Promise.all(outcomes))).toEqual({
      "GET key": "404 NoSuchKey",
      "HEAD key": "404 NotFound",
      "DELETE key": "204",
      "COPY key": "404 NoSuchKey",
      "GET bucket": "404 NoSuchBucket",
      "HEAD bucket": "404 NotFound",
      "LIST bucket": "404 NoSuchBucket",
      "PUT bucket": "404 NoSuchBucket",
      "GET range": "416 InvalidRange",
    })
  })

  test.each<[Profile, string | undefined, string | undefined, string | undefined, string]>([
    ["aws", undefined, undefined, "us-east-1", "409 BucketAlreadyOwnedByYou"],
    ["aws", "eu-west-1", "eu-west-1", "eu-west-1", "409 BucketAlreadyOwnedByYou"],
    ["ceph16", undefined, "default", undefined, "200"],
    ["swift", undefined, undefined, undefined, "409 BucketAlreadyOwnedByYou"],
  ])("%s in %s: location %s, HEAD says %s, creating it again %s", async (profile, region, location, header, again) => {
    const { client } = await open(profile, {}, { region })
    const { LocationConstraint } = await client.send(new GetBucketLocationCommand({ Bucket }))
    const { BucketRegion } = await client.send(new HeadBucketCommand({ Bucket }))
    expect([LocationConstraint, BucketRegion]).toEqual([location, header])
    expect(await outcome(client.send(new CreateBucketCommand({ Bucket })))).toBe(again)
    expect(await outcome(client.send(new CreateBucketCommand({ Bucket: "new" })))).toBe("200")
    expect(await outcome(client.send(new HeadBucketCommand({ Bucket: "new" })))).toBe("200")
  })

  test.each<[Profile, string]>([
    ["aws", `"${createHash("md5").update("text").digest("hex")}"`],
    ["ceph16", createHash("md5").update("text").digest("hex")],
  ])("%s copies with metadata or new metadata, and answers %s", async (profile, ETag) => {
    const { client } = await open(profile)
    await client.send(put("a", "text", { Metadata: { a: "1" } }))
    const copy = (Key: string, more = {}) => new CopyObjectCommand({ Bucket, Key, CopySource: "/b/a", ...more })
    expect((await client.send(copy("c"))).CopyObjectResult?.ETag).toBe(ETag)
    expect((await client.send(head("c"))).Metadata).toEqual({ a: "1" })
    await client.send(copy("c", { MetadataDirective: "REPLACE", Metadata: { b: "2" } }))
    expect((await client.send(head("c"))).Metadata).toEqual({ b: "2" })
    expect(await outcome(client.send(copy("a")))).toBe("400 InvalidRequest")
  })

  test.each<[Profile, string, string, string]>([
    ["aws", "200", "200", "400 MalformedXML"],
    ["ceph16", "200", "200", "400 MalformedXML"],
    ["swift", "400 InvalidRequest", "200", "400 MalformedXML"],
    ["gcs", "400 NotImplemented", "400 NotImplemented", "400 NotImplemented"],
  ])(
    "%s, DeleteObjects: %s; with Content-MD5: %s; with a control character: %s",
    async (profile, plain, md5, control) => {
      const keys = ["a", "&<>'\"", "e\u0301\u{1f600}"]
      const fill = async () => {
        const { double, client } = await open(profile)
        for (const key of [...keys, "c\u0001x"]) double.put(Bucket, key, "x")
        return { double, client }
      }
      const left = (expected: string) => (expected === "200" ? ["c\u0001x"] : [...keys, "c\u0001x"])
      const { double, client } = await fill()
      expect([await outcome(client.send(remove(...keys, "gone"))), keysIn(double)]).toEqual([plain, left(plain)])
      const second = await fill()
      change(second.client, "build", ({ headers, body }) => {
        headers["content-md5"] = createHash("md5").update(String(body)).digest("base64")
      })
      expect([await outcome(second.client.send(remove("a", "c\u0001x"))), keysIn(second.double).length]).toEqual([
        control,
        4,
      ])
      expect([await outcome(second.client.send(remove(...keys))), keysIn(second.double)]).toEqual([md5, left(md5)])
    },
  )

  test("a quiet DeleteObjects names no key", async () => {
    const { client } = await open("aws")
    const Delete = { Objects: [{ Key: "a" }], Quiet: true }
    expect((await client.send(new DeleteObjectsCommand({ Bucket, Delete }))).Deleted).toBe(undefined)
    expect((await client.send(remove("a"))).Deleted).toEqual([{ Key: "a" }])
  })

  test.each<[Profile, string]>([
    ["aws", "The specified key does not exist."],
    ["ceph16", "UnknownError"],
  ])("%s says of a key that is not there: %s", async (profile, message) => {
    const { client } = await open(profile)
    await expect(client.send(get("a"))).rejects.toThrow(message)
  })

  test("a wrong Content-MD5 is refused", async () => {
    const { client } = await open("aws")
    expect(await outcome(client.send(put("a", "text", { ContentMD5: "1B2M2Y8AsgTpgAmY7PhCfg==" })))).toBe(
      "400 BadDigest",
    )
    expect(await outcome(client.send(put("a", "text", { ContentMD5: "zz" })))).toBe("400 InvalidDigest")
  })

  test("denyWrites and denyList refuse what they name, and a key that is not there hides behind denyList", async () => {
    const permissions = async (options: { readonly denyWrites?: boolean; readonly denyList?: boolean }) => {
      const { double, client } = await open("aws", {}, options)
      for (const key of ["a", "b", "c"]) double.put(Bucket, key, "x")
      const found = [
        await outcome(client.send(get("a"))),
        await outcome(client.send(get("missing"))),
        await outcome(client.send(new ListObjectsV2Command({ Bucket }))),
        await outcome(client.send(new HeadBucketCommand({ Bucket }))),
        await outcome(client.send(put("new"))),
        await outcome(client.send(new CopyObjectCommand({ Bucket, Key: "new", CopySource: "b/a" }))),
        await outcome(client.send(new DeleteObjectCommand({ Bucket, Key: "a" }))),
        await outcome(client.send(new CreateBucketCommand({ Bucket: "new" }))),
        (await client.send(remove("b"))).Errors?.map(({ Key, Code }) => `${Key} ${Code}`).join(),
      ]
      return [found.map((text) => text?.replace(" AccessDenied", "")), keysIn(double)]
    }
    expect(await permissions({ denyWrites: true })).toEqual([
      ["200", "404 NoSuchKey", "200", "200", "403", "403", "403", "403", "b"],
      ["a", "b", "c"],
    ])
    expect(await permissions({ denyList: true })).toEqual([
      ["200", "403", "403", "403 Unknown", "200", "200", "204", "200", undefined],
      ["c", "new"],
    ])
  })

  test("what the double does not know is refused, not guessed", async () => {
    const { double, client } = await open("aws")
    double.put(Bucket, "a", "x")
    expect(await outcome(client.send(new ListObjectsCommand({ Bucket })))).toBe("501 NotImplemented")
    expect(await outcome(client.send(get("a", { VersionId: "1" })))).toBe("501 NotImplemented")
    expect(await outcome(client.send(new GetObjectTaggingCommand({ Bucket, Key: "a" })))).toBe("501 NotImplemented")
    expect(await outcome(client.send(new ListBucketsCommand()))).toBe("501 NotImplemented")
  })

  test("what is put behind the server's back is there, with another ETag; every request is recorded", async () => {
    const { double, client } = await open("aws")
    const { ETag } = await client.send(put("a b"))
    double.put(Bucket, "a b", new Uint8Array([1, 2]))
    expect(await outcome(client.send(put("a b", "text", { IfMatch: ETag })))).toBe("412 PreconditionFailed")
    expect((await (await client.send(get("a b"))).Body?.transformToByteArray())?.join()).toBe("1,2")
    expect(double.requests.map(({ method, path, headers }) => [method, path, headers["if-match"]])).toEqual([
      ["PUT", "/b/a%20b?x-id=PutObject", undefined],
      ["PUT", "/b/a%20b?x-id=PutObject", ETag],
      ["GET", "/b/a%20b?x-id=GetObject", undefined],
    ])
    expect(() => double.objects("elsewhere")).toThrow("no bucket elsewhere")
  })
})

describe("failures", () => {
  const abortSignal = () => AbortSignal.timeout(300)

  test.each<[Fault, string, readonly string[]]>([
    ["500", "500 InternalError", []],
    ["503", "503 SlowDown", []],
    ["html-200", "200", []],
    ["reset", "ECONNRESET", []],
    ["lost-answer", "ECONNRESET", ["a"]],
    ["stall", "AbortError", ["a"]],
  ])("%s: a write gets %s and leaves %j, and the next one is answered", async (how, expected, left) => {
    const { double, client } = await open("aws")
    double.failNext(1, how)
    expect(await outcome(client.send(put("a"), { abortSignal: abortSignal() }))).toBe(expected)
    expect(keysIn(double)).toEqual(left)
    expect(await outcome(client.send(put("next")))).toBe("200")
  })

  test("a read that stalls gives half of its body, then nothing", async () => {
    const { double, client } = await open("aws")
    double.put(Bucket, "a", "0123456789")
    double.failNext(1, "stall")
    const { Body, ContentLength } = await client.send(get("a"))
    const chunks: Buffer[] = []
    const ended = (async () => {
      for await (const chunk of Body as Readable) chunks.push(chunk as Buffer)
      return "ended"
    })()
    expect(await Promise.race([ended, sleep(300, "silent")])).toBe("silent")
    expect([ContentLength, Buffer.concat(chunks).toString()]).toEqual([10, "01234"])
    await double.close()
    await expect(ended).rejects.toMatchObject({ code: "ECONNRESET" })
  })

  test("a page of HTML with 200 looks to the SDK like an empty listing", async () => {
    const { double, client } = await open("aws")
    double.put(Bucket, "a", "x")
    double.failNext(1, "html-200")
    const listing = await client.send(new ListObjectsV2Command({ Bucket }))
    expect([listing.$metadata.httpStatusCode, listing.KeyCount, listing.Name]).toEqual([200, undefined, undefined])
  })

  test("faults come in the order they were asked for, one a request, and the SDK rides them out", async () => {
    const { double, client } = await open("aws", { maxAttempts: 4 })
    double.failNext(2, "500")
    double.failNext(1, "reset")
    const { $metadata } = await client.send(put("a"))
    expect([$metadata.attempts, double.requests.length, keysIn(double)]).toEqual([4, 4, ["a"]])
  })

  test("after a lost answer the SDK's own retry gets 412 for its own write", async () => {
    const { double, client } = await open("aws", { maxAttempts: 2 })
    double.failNext(1, "lost-answer")
    expect(await outcome(client.send(put("a", "text", { IfNoneMatch: "*" })))).toBe("412 PreconditionFailed")
    expect([double.requests.length, textIn(double, "a")]).toEqual([2, "text"])
  })

  test("a closed double breaks off what is open and takes no more", async () => {
    const { double, client } = await open("aws")
    double.failNext(1, "stall")
    const open1 = outcome(client.send(put("a")))
    while (double.requests.length === 0) await sleep(5)
    await double.close()
    expect([await open1, await outcome(client.send(put("b")))]).toEqual(["ECONNRESET", "ECONNREFUSED"])
  })
})
