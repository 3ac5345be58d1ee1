import { describe, expect, test } from "vitest"
import { describeStorage } from "../../test/contract.ts"
import { startS3Double } from "../../test/s3-double.ts"
import type { Profile, S3Double, S3DoubleOptions } from "../../test/s3-double.ts"
import { credentialsProvider } from "../credentials/provider.ts"
import { CredentialSources } from "../credentials/resolve.ts"
import type { FilePath, FolderPath } from "../path.ts"
import type { Storage, StorageId } from "../storage.ts"
import { parseBucketAddress } from "./address.ts"
import { s3Storage } from "./s3.ts"

interface Given {
  readonly url?: string
  readonly region?: string
  readonly environment?: Record<string, string>
  readonly isReadOnly?: boolean
}

function serverIdentity(environment: Readonly<Record<string, string>>): ReturnType<typeof credentialsProvider> {
  const sources = new CredentialSources({ environment, mayUseServerIdentity: true, now: Date.now })
  return credentialsProvider(() => sources.resolve({}), Date.now)
}

function storageAt(double: Pick<S3Double, "url" | "accessKeyId" | "secretAccessKey">, given: Given = {}): Storage {
  const address = parseBucketAddress(given.url ?? `${double.url}/box`)
  if (!address.ok) throw new Error(address.error.because)
  const environment = given.environment ?? {
    AWS_ACCESS_KEY_ID: double.accessKeyId,
    AWS_SECRET_ACCESS_KEY: double.secretAccessKey,
  }
  return s3Storage({
    id: "s" as StorageId,
    name: "s3",
    address: address.value,
    region: given.region,
    isReadOnly: given.isReadOnly,
    environment,
    credentials: serverIdentity(environment),
  })
}

async function withDouble<T>(options: S3DoubleOptions, act: (double: S3Double) => Promise<T>): Promise<T> {
  const double = await startS3Double(options)
  double.createBucket("box")
  try {
    return await act(double)
  } finally {
    await double.close()
  }
}

const ODD = ["a//b", "../x", "/lead", ".", "..", "\u0001", "cr\rlf\n", "a\u0301 NFD", "%2F%20", "x".repeat(900)]

describe("[C5] S3, as different servers do it", () => {
  for (const profile of ["aws", "ceph16", "swift", "r2", "gcs"] satisfies Profile[]) {
    describeStorage(`S3 as ${profile} does it`, async () => {
      const double = await startS3Double({ profile })
      double.createBucket("box")
      const url = `${double.url}/box/some/prefix`
      return {
        storage: storageAt(double, { url }),
        readOnly: storageAt(double, { url, isReadOnly: true }),
        oddNames: ODD,
        leftParts: () => Promise.resolve(double.openUploads()),
      }
    })
  }
})

const path = "/f.md" as FilePath
const text = (words: string): Uint8Array => new TextEncoder().encode(words)

describe("[C8] what is wrong is said with its code", () => {
  const code = async (double: S3Double, given: Given): Promise<string> => {
    const report = await storageAt(double, given).probe()
    return report.error?.code ?? "ok"
  }
  test.each<[Profile, string, (double: S3Double) => Given, string]>([
    ["aws", "all well", () => ({}), "ok"],
    [
      "aws",
      "an unknown key",
      ({ secretAccessKey }) => ({
        environment: { AWS_ACCESS_KEY_ID: "AKIANOBODY", AWS_SECRET_ACCESS_KEY: secretAccessKey },
      }),
      "credentials-invalid",
    ],
    [
      "aws",
      "a wrong secret",
      ({ accessKeyId }) => ({ environment: { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: "no" } }),
      "credentials-invalid",
    ],
    [
      "ceph16",
      "a wrong secret",
      ({ accessKeyId }) => ({ environment: { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: "no" } }),
      "access-denied",
    ],
    [
      "swift",
      "a wrong secret",
      ({ accessKeyId }) => ({ environment: { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: "no" } }),
      "credentials-invalid",
    ],
    [
      "aws",
      "half a pair",
      ({ accessKeyId }) => ({ environment: { AWS_ACCESS_KEY_ID: accessKeyId } }),
      "credentials-incomplete",
    ],
    ["aws", "nothing", () => ({ environment: {} }), "credentials-missing"],
    ["aws", "a missing bucket", ({ url }) => ({ url: `${url}/nowhere` }), "bucket-not-found"],
    ["aws", "a wrong region that was given", () => ({ region: "eu-west-9" }), "wrong-region"],
    ["swift", "a wrong region that was given", () => ({ region: "eu-west-9" }), "wrong-region"],
    ["aws", "a dead host", () => ({ url: "http://127.0.0.1:9/bbb" }), "unreachable"],
    ["aws", "a host that is not there", () => ({ url: "https://nowhere.invalid/bbb" }), "unreachable"],
  ])("%s: %s", async (profile, _, given, expected) => {
    await withDouble({ profile }, async (double) => expect(await code(double, given(double))).toBe(expected))
  })

  test("a region from the environment that is wrong is put right by what the bucket says", async () => {
    await withDouble({ profile: "aws", region: "eu-central-1" }, async (double) => {
      const environment = {
        AWS_ACCESS_KEY_ID: double.accessKeyId,
        AWS_SECRET_ACCESS_KEY: double.secretAccessKey,
        AWS_REGION: "us-west-2",
      }
      expect(await storageAt(double, { environment }).probe()).toMatchObject({
        error: undefined,
        region: "eu-central-1",
      })
    })
  })

  test("a bucket that refuses writing can be kept read only", async () => {
    await withDouble({ profile: "aws", denyWrites: true }, async (double) => {
      expect(await storageAt(double).probe()).toMatchObject({
        error: { code: "access-denied", operation: "write" },
        canRead: true,
        canWrite: false,
      })
    })
  })

  test("a web page is neither an empty folder nor a file", async () => {
    await withDouble({ profile: "aws" }, async (double) => {
      const storage = storageAt(double)
      double.failNext(1, "html-200")
      expect(await storage.list("/" as FolderPath)).toMatchObject({ ok: false, error: { code: "unexpected" } })
      double.failNext(1, "html-200")
      expect(await storage.read(path)).toMatchObject({ ok: false, error: { code: "unexpected" } })
    })
  })
})

describe("[C9] faults on the way", () => {
  test("an answer that is lost on a conditional write is not a conflict with ourselves", async () => {
    await withDouble({ profile: "aws" }, async (double) => {
      const storage = storageAt(double)
      await storage.probe()
      const first = await storage.write(path, text("1"), { expect: "absent" })
      if (!first.ok) throw new Error(first.error.code)
      double.failNext(1, "lost-answer")
      const second = await storage.write(path, text("2"), { expect: first.value })
      expect(second.ok).toBe(true)
      expect(Buffer.from(double.objects("box").get("f.md") ?? []).toString()).toBe("2")
      const third = await storage.write(path, text("3"), { expect: second.ok ? second.value : undefined })
      expect(third.ok).toBe(true)
    })
  })

  test("a write against what somebody else wrote is a conflict, also after a lost answer", async () => {
    await withDouble({ profile: "aws" }, async (double) => {
      const storage = storageAt(double)
      const first = await storage.write(path, text("1"), { expect: "absent" })
      double.put("box", "f.md", "theirs")
      expect(await storage.write(path, text("2"), { expect: first.ok ? first.value : undefined })).toMatchObject({
        ok: false,
        error: { code: "conflict" },
      })
      expect(Buffer.from(double.objects("box").get("f.md") ?? []).toString()).toBe("theirs")
    })
  })

  test.each(["500", "503", "reset"] as const)("one %s is ridden out", async (fault) => {
    await withDouble({ profile: "aws" }, async (double) => {
      const storage = storageAt(double)
      double.failNext(1, fault)
      expect(await storage.list("/" as FolderPath)).toMatchObject({ ok: true })
    })
  })

  test("requests that are never sent with the SDK's default checksums", async () => {
    await withDouble({ profile: "aws" }, async (double) => {
      await storageAt(double).write(path, text("1"))
      const put = double.requests.find(({ method }) => method === "PUT")
      expect(
        Object.keys(put?.headers ?? {}).filter((name) => name.startsWith("x-amz-checksum") || name === "x-amz-trailer"),
      ).toEqual([])
    })
  })
})

test("[C2] no error shows a secret", async () => {
  await withDouble({ profile: "aws" }, async (double) => {
    const environment = { AWS_ACCESS_KEY_ID: "AKIANOBODYATALL", AWS_SECRET_ACCESS_KEY: "canary-secret-0123456789" }
    const report = await storageAt(double, { environment }).probe()
    expect(JSON.stringify(report)).not.toContain("canary-secret")
  })
})
