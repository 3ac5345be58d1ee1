import { CopyObjectCommand, DeleteObjectCommand, type S3Client } from "@aws-sdk/client-s3"
import { createHash } from "node:crypto"
import { describe, expect, test } from "vitest"
import { ALL, Bucket, get, open, outcome, put, textIn } from "./s3-client.ts"
import type { Profile } from "./s3-double.ts"

describe("conditional requests", () => {
  const etag = createHash("md5").update("old").digest("hex")
  const write = (condition: object) => (client: S3Client) => client.send(put("a", "new", condition))
  const copy = (condition: object) => (client: S3Client) =>
    client.send(new CopyObjectCommand({ Bucket, Key: "a", CopySource: "b/source", ...condition }))
  const remove = (condition: object) => (client: S3Client) =>
    client.send(new DeleteObjectCommand({ Bucket, Key: "a", ...condition }))
  const failed = "412 PreconditionFailed"
  const absent = "501 NotImplemented"
  const [there, gone] = ["old", undefined]
  type Step = (client: S3Client) => Promise<{ $metadata: object }>
  // One outcome a profile, in the order of ALL.
  const cases: readonly (readonly [
    name: string,
    before: string | undefined,
    step: Step,
    outcomes: readonly string[],
  ])[] = [
    ["PUT If-None-Match: *, gone", gone, write({ IfNoneMatch: "*" }), ["200", "200", absent, "200", "200"]],
    ["PUT If-None-Match: *, there", there, write({ IfNoneMatch: "*" }), [failed, failed, absent, failed, "200"]],
    ["PUT If-Match quoted", there, write({ IfMatch: `"${etag}"` }), ["200", failed, absent, "200", "200"]],
    ["PUT If-Match bare", there, write({ IfMatch: etag }), ["200", "200", absent, "200", "200"]],
    ["PUT If-Match another", there, write({ IfMatch: "0" }), [failed, failed, absent, failed, "200"]],
    ["PUT If-Match, gone", gone, write({ IfMatch: etag }), ["404 NoSuchKey", failed, absent, failed, "200"]],
    ["DELETE If-Match another", there, remove({ IfMatch: "0" }), [failed, "204", failed, "204", "204"]],
    ["DELETE If-Match", there, remove({ IfMatch: `"${etag}"` }), ["204", "204", "204", "204", "204"]],
    ["COPY If-None-Match: *, there", there, copy({ IfNoneMatch: "*" }), [failed, "200", absent, "200", "200"]],
    ["COPY, source another", there, copy({ CopySourceIfMatch: "0" }), [failed, "200", failed, "200", "200"]],
  ]
  const rows = cases.flatMap(([name, before, step, outcomes]) =>
    ALL.map((profile, index) => [profile, name, outcomes[index] ?? "", before, step] as const),
  )
  test.each(rows)("%s, %s: %s, and the key changes only then", async (profile, _, expected, before, step) => {
    const { double, client } = await open(profile)
    double.put(Bucket, "source", "new")
    if (before !== undefined) double.put(Bucket, "a", before)
    const after = { "200": "new", "204": undefined }[expected.slice(0, 3)]
    expect(await outcome(step(client))).toBe(expected)
    expect(textIn(double, "a")).toBe(expected.startsWith("2") ? after : before)
  })

  test.each(ALL)("%s, conditional reads take an ETag quoted, bare or weak", async (profile) => {
    const { double, client } = await open(profile)
    double.put(Bucket, "a", "old")
    const reads = [
      { IfMatch: etag },
      { IfMatch: `"${etag}"` },
      { IfMatch: "0" },
      { IfNoneMatch: etag },
      { IfNoneMatch: `W/"${etag}"` },
      { IfNoneMatch: "0" },
    ]
    const outcomes = await Promise.all(reads.map(async (condition) => outcome(client.send(get("a", condition)))))
    expect(outcomes.map((text) => text.slice(0, 3))).toEqual(["200", "200", "412", "304", "304", "200"])
  })

  test.each<[Profile, string]>([
    ["aws", "409 ConditionalRequestConflict"],
    ["ceph16", "500 UnknownError"],
    ["r2", failed],
  ])("%s, of ten racers with If-Match one wins, and some of the others get %s", async (profile, lost) => {
    const { double, client } = await open(profile)
    double.put(Bucket, "a", "old")
    const race = Array.from({ length: 10 }, async (_, n) =>
      outcome(client.send(put("a", `new ${n}`, { IfMatch: etag }))),
    )
    const outcomes = await Promise.all(race)
    expect(outcomes.filter((text) => text === "200").length).toBe(1)
    expect(outcomes).toContain(lost)
    expect(new Set(outcomes).isSubsetOf(new Set(["200", lost, failed]))).toBe(true)
  })
})
