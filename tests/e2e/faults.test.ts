import { parseBucketAddress, readAll, s3Storage } from "@quire/storage"
import type { CredentialsProvider, FilePath, FolderPath, Storage, StorageId, Version } from "@quire/storage"
import { credentialsProvider, CredentialSources } from "@quire/storage"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { startFaultProxy } from "../support/fakes.ts"
import type { Fault, FaultProxy } from "../support/fakes.ts"
import { countParts, makeBucket, testServers } from "../support/s3-servers.ts"
import type { TestServer } from "../support/s3-servers.ts"

// What networks, proxies and busy servers do to every request: all of it ends as a success or as a code, nothing that was
// written before is lost, no write of ours is taken for a stranger's, no promise is left without a catch.

type Operation = "list" | "stat" | "read" | "range" | "write" | "write-if" | "write-new" | "remove" | "copy" | "stream"

const CONDITIONS = { method: "PUT" } as const
const always = (fault: string, more: object = {}): Fault => ({ fault, times: "*", ...more })
const once = (fault: string, more: object = {}): Fault => ({ fault, ...more })
const times = (fault: string, n: number, more: object = {}): Fault => ({ fault, times: n, ...more })
const PARTS = { path: "partNumber=" }
const COMPLETE = { method: "POST", path: "uploadId=" }

/** `ok`, or the codes that it may end in. */
const CASES: readonly (readonly [Operation, Fault, string])[] = [
  ["list", times("slowdown", 2), "ok"],
  ["list", once("unavailable"), "ok"],
  ["list", times("internal", 2), "ok"],
  ["list", once("badgateway"), "ok"],
  ["list", once("throttle"), "ok"],
  ["list", always("slowdown"), "throttled"],
  ["list", always("internal"), "unexpected"],
  ["list", once("expired"), "ok"],
  ["list", once("expired400"), "ok"],
  ["list", always("expired"), "credentials-expired"],
  ["list", always("invalidtoken"), "credentials-invalid"],
  ["list", always("badkey"), "credentials-invalid"],
  ["list", always("badsignature"), "credentials-invalid"],
  ["list", always("denied"), "access-denied"],
  ["list", always("denied-empty"), "access-denied"],
  ["list", once("skew"), "ok clock-skewed"],
  ["list", always("skew"), "clock-skewed"],
  ["list", once("region400"), "ok wrong-region"],
  ["list", once("region301"), "ok wrong-region"],
  ["list", always("region301-bare"), "unexpected"],
  ["list", always("region307"), "unexpected wrong-region"],
  ["list", always("garbage"), "unexpected"],
  ["list", always("html200"), "unexpected"],
  ["list", always("empty200"), "unexpected"],
  ["list", once("error200"), "ok"],
  ["list", always("hang"), "timeout"],
  ["list", once("hang"), "ok"],
  ["list", once("reset"), "ok"],
  ["list", always("reset"), "unreachable"],
  ["list", always("close"), "unreachable"],
  ["list", once("truncate"), "ok unexpected unreachable"],
  ["list", once("delay", { ms: 300 }), "ok"],
  ["stat", always("denied-empty"), "access-denied"],
  ["stat", once("reset"), "ok"],
  ["stat", always("noetag"), "unexpected"],
  ["read", always("truncate", { method: "GET" }), "unexpected unreachable"],
  ["read", always("resetmid", { method: "GET" }), "unexpected unreachable"],
  ["read", always("stall", { method: "GET" }), "timeout"],
  ["read", always("noetag", { method: "GET" }), "unexpected"],
  ["read", always("weaketag", { method: "GET" }), "ok"],
  ["read", always("nolength", { method: "GET" }), "unexpected"],
  ["read", always("html200", { method: "GET" }), "unexpected"],
  ["read", always("empty200", { method: "GET" }), "unexpected"],
  ["read", times("slowdown", 2, { method: "GET" }), "ok"],
  ["range", once("reset", { method: "GET" }), "ok"],
  ["range", always("html200", { method: "GET" }), "unexpected"],
  ["write", once("lostack", CONDITIONS), "ok"],
  ["write", once("reset", CONDITIONS), "ok"],
  ["write", always("denied", CONDITIONS), "access-denied"],
  ["write", always("empty200", CONDITIONS), "unexpected"],
  ["write-if", once("lostack", CONDITIONS), "ok"],
  ["write-if", once("lostack500", CONDITIONS), "ok"],
  ["write-if", once("precondition", CONDITIONS), "ok conflict"],
  ["write-if", once("conflict409", CONDITIONS), "ok conflict"],
  ["write-if", times("slowdown", 2, CONDITIONS), "ok"],
  ["write-if", once("reset", CONDITIONS), "ok"],
  ["write-if", always("internal", CONDITIONS), "unexpected"],
  ["write-if", always("hang", CONDITIONS), "timeout"],
  ["write-new", once("lostack", CONDITIONS), "ok"],
  ["write-new", once("lostack500", CONDITIONS), "ok"],
  ["write-new", once("close", CONDITIONS), "ok"],
  ["remove", once("lostack", { method: "DELETE" }), "ok"],
  ["remove", once("internal", { method: "DELETE" }), "ok"],
  ["remove", always("denied", { method: "DELETE" }), "access-denied"],
  ["copy", once("error200", CONDITIONS), "ok"],
  ["copy", once("lostack", CONDITIONS), "ok"],
  ["copy", always("denied", CONDITIONS), "access-denied"],
  ["stream", once("reset", PARTS), "ok"],
  ["stream", once("lostack", PARTS), "ok"],
  ["stream", once("internal", { method: "POST", path: "uploads" }), "ok"],
  ["stream", once("error200", COMPLETE), "ok"],
  ["stream", once("lostack", COMPLETE), "ok"],
  ["stream", always("internal", PARTS), "unexpected"],
  ["stream", always("denied", COMPLETE), "access-denied"],
]

const TEXT = "what was there before ".repeat(200)
const LARGE = new Uint8Array(9 * 1024 * 1024).fill(5)

describe.each(await testServers())("[C15] faults on the way to $name", (server) => {
  let proxy: FaultProxy
  let bucketUrl: string
  let direct: Storage
  const rejections: unknown[] = []
  const onRejection = (reason: unknown): void => void rejections.push(reason)
  beforeAll(async () => {
    process.on("unhandledRejection", onRejection)
    proxy = await startFaultProxy(server.url)
    bucketUrl = await makeBucket(server)
    direct = storageAt(server, bucketUrl)
  })
  afterAll(async () => {
    process.off("unhandledRejection", onRejection)
    await proxy[Symbol.asyncDispose]()
  })

  test.each(CASES.map(([operation, fault, expected], n) => ({ n, operation, fault, expected })))(
    "$n: $operation, $fault.fault: $expected",
    async ({ n, operation, fault, expected }) => {
      const path = `/case${n}/a.md` as FilePath
      const version = await mustWrite(direct, path, TEXT)
      const spoiled = storageAt(server, bucketUrl.replace(server.url, proxy.url))
      await proxy.faults([])
      // Conditions are found out before the faults begin, as in a storage that is in use.
      await mustWrite(
        spoiled,
        `/case${n}/other` as FilePath,
        "1",
        await mustWrite(direct, `/case${n}/other` as FilePath, "0"),
      )
      await proxy.faults([fault])
      const outcome = await act(spoiled, operation, path, version)
      await proxy.faults([])
      expect(expected.split(" "), outcome).toContain(outcome.split(" ")[0])
      await expectNothingLost(direct, operation, path, outcome)
      expect(await countParts(server, bucketUrl)).toBe(0)
      expect(rejections).toEqual([])
    },
  )

  test("memory stays flat over 300 failures", async () => {
    const spoiled = storageAt(server, bucketUrl.replace(server.url, proxy.url))
    await proxy.faults([always("denied")])
    const some = async (): Promise<void> => {
      for (let n = 0; n < 100; n++) await spoiled.stat("/none" as FilePath)
    }
    await some()
    globalThis.gc?.()
    const before = process.memoryUsage().heapUsed
    await some()
    await some()
    globalThis.gc?.()
    await proxy.faults([])
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(40 * 1024 * 1024)
  })
})

async function act(storage: Storage, operation: Operation, path: FilePath, version: Version): Promise<string> {
  const body = new TextEncoder().encode("new")
  switch (operation) {
    case "list": {
      const page = await storage.list(path.replace("a.md", "") as FolderPath)
      return page.ok ? (page.value.entries.length === 2 ? "ok" : `lost ${page.value.entries.length}`) : page.error.code
    }
    case "stat":
      return codeOf(await storage.stat(path))
    case "read": {
      const read = await readAll(storage, path, 1_000_000)
      if (!read.ok) return read.error.code
      return new TextDecoder().decode(read.value.bytes) === TEXT && read.value.version === version ? "ok" : "spoiled"
    }
    case "range": {
      const read = await storage.read(path, { range: { offset: 5, length: 3 } })
      if (!read.ok) return read.error.code
      return (await new Response(read.value.body).text()) === TEXT.slice(5, 8) ? "ok" : "spoiled"
    }
    case "write":
      return codeOf(await storage.write(path, body))
    case "write-if":
      return codeOf(await storage.write(path, body, { expect: version }))
    case "write-new":
      return codeOf(await storage.write(`${path}.new` as FilePath, body, { expect: "absent" }))
    case "remove":
      return codeOf(await storage.remove(path))
    case "copy":
      return codeOf(await storage.copy(path, `${path}.copy` as FilePath))
    case "stream":
      return codeOf(await storage.write(path, new Blob([LARGE]).stream()))
  }
}

/** After a success the new is there, after a failure the old: or the new, where only its answer was lost. */
async function expectNothingLost(
  direct: Storage,
  operation: Operation,
  path: FilePath,
  outcome: string,
): Promise<void> {
  const there = async (at: string): Promise<string> => {
    const read = await readAll(direct, at as FilePath, 20_000_000)
    if (!read.ok) return read.error.code
    return read.value.bytes.length === LARGE.length ? "large" : new TextDecoder().decode(read.value.bytes)
  }
  const now = await there(path)
  if (outcome === "ok") {
    const wanted = { write: "new", "write-if": "new", remove: "not-found", stream: "large" } as Partial<
      Record<Operation, string>
    >
    expect(now).toBe(wanted[operation] ?? TEXT)
    if (operation === "write-new") expect(await there(`${path}.new`)).toBe("new")
    if (operation === "copy") expect(await there(`${path}.copy`)).toBe(TEXT)
  } else expect([TEXT, "new"]).toContain(now)
}

async function mustWrite(storage: Storage, path: FilePath, text: string, expected?: Version): Promise<Version> {
  const written = await storage.write(path, new TextEncoder().encode(text), { expect: expected })
  if (!written.ok) throw new Error(JSON.stringify(written.error))
  return written.value
}

function codeOf(result: { ok: boolean; error?: { code: string } }): string {
  return result.ok ? "ok" : (result.error?.code ?? "")
}

function storageAt({ accessKeyId, secretAccessKey }: TestServer, url: string): Storage {
  const address = parseBucketAddress(url)
  if (!address.ok) throw new Error(address.error.because)
  const environment = { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey }
  const sources = new CredentialSources({ environment, mayUseServerIdentity: true, now: Date.now })
  const credentials: CredentialsProvider = credentialsProvider(() => sources.resolve({}), Date.now)
  const common = { id: "s" as StorageId, name: "s", address: address.value, environment, credentials }
  return s3Storage({ ...common, timeoutMs: 800 })
}
