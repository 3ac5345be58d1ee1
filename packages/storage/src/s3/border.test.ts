import { spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync } from "node:fs"
import { createServer, request } from "node:http"
import { createServer as createTlsServer } from "node:https"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, expect, test } from "vitest"
import { startS3Double } from "../../test/s3-double.ts"
import { credentialsProvider } from "../credentials/provider.ts"
import { CredentialSources } from "../credentials/resolve.ts"
import type { FilePath, FolderPath } from "../path.ts"
import type { Storage, StorageId } from "../storage.ts"
import { parseBucketAddress } from "./address.ts"
import { isRefusedAddress } from "./agents.ts"
import { s3Storage } from "./s3.ts"

const KEYS = { AWS_ACCESS_KEY_ID: "QUIREDOUBLEKEY", AWS_SECRET_ACCESS_KEY: "quire-double-secret" }

function storageAt(url: string, environment: Record<string, string> = {}): Storage {
  const address = parseBucketAddress(url)
  if (!address.ok) throw new Error(address.error.because)
  const all = { ...KEYS, ...environment }
  const sources = new CredentialSources({ environment: all, mayUseServerIdentity: true, now: Date.now })
  const credentials = credentialsProvider(() => sources.resolve({}), Date.now)
  const common = { id: "s" as StorageId, name: "s", address: address.value, environment: all, timeoutMs: 2000 }
  return s3Storage({ ...common, credentials })
}

const list = async (storage: Storage): Promise<string> => {
  const page = await storage.list("/" as FolderPath)
  return page.ok ? page.value.entries.map(({ path }) => path).join() : JSON.stringify(page.error)
}

describe("[C18] a bucket's address does not lead to a machine's own metadata", () => {
  test.each([
    "http://169.254.169.254/bucket",
    "http://169.254.170.2/bucket",
    "http://[::ffff:169.254.169.254]/bucket",
    "http://[fd00:ec2::254]/bucket",
    "http://[fe80::1]/bucket",
    "http://2852039166/bucket",
    "http://0xa9fea9fe/bucket",
    "http://100.100.100.200/bucket",
    "http://0.0.0.0:9/bucket",
  ])("%s", async (url) => {
    const page = await storageAt(url).list("/" as FolderPath)
    expect(page).toMatchObject({
      ok: false,
      error: { code: "unreachable", because: expect.stringContaining("metadata") as string },
    })
  })

  test.each([
    ["169.254.1.1", true],
    ["::ffff:169.254.1.1", true],
    ["fe80::1", true],
    ["10.0.0.1", false],
    ["192.168.1.1", false],
    ["127.0.0.1", false],
    ["::1", false],
    ["fd12::1", false],
    ["52.95.110.1", false],
  ])("%s: refused %s", (address, expected) => {
    expect(isRefusedAddress(address)).toBe(expected)
  })
})

describe("[C18] what a server answers is bounded", () => {
  test.each<[string, string, string]>([
    [
      "a listing with a DOCTYPE",
      '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><ListBucketResult/>',
      "unexpected",
    ],
    ["a listing of six megabytes", `<ListBucketResult>${" ".repeat(6 * 1024 * 1024)}</ListBucketResult>`, "unexpected"],
    ["an error of six megabytes", `<Error><Code>${"x".repeat(6 * 1024 * 1024)}</Code></Error>`, "unexpected"],
    [
      "a listing cut in the middle",
      "<ListBucketResult><Name>b</Name><IsTruncated>false</IsTruncated><Contents><Key>a",
      "unexpected",
    ],
    ["a listing of another document", "<html><Name>b</Name><IsTruncated>false</IsTruncated></html>", "unexpected"],
  ])("%s", async (_, body, expected) => {
    const server = createServer((_request, response) => {
      response.writeHead(body.startsWith("<Error") ? 400 : 200, { "content-type": "application/xml" })
      response.end(body)
    })
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    const { port } = server.address() as AddressInfo
    expect(await list(storageAt(`http://127.0.0.1:${port}/box`))).toContain(`"code":"${expected}"`)
    server.closeAllConnections()
    server.close()
  })
})

test("[C18] a proxy of the environment is used, and NO_PROXY is obeyed", async () => {
  const double = await startS3Double({ profile: "aws" })
  double.createBucket("box")
  double.put("box", "a.md", "x")
  const seen: string[] = []
  const proxy = createServer((incoming, outgoing) => {
    seen.push(String(incoming.url))
    const forwarded = request(
      String(incoming.url),
      { method: incoming.method, headers: incoming.headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
        answer.pipe(outgoing)
      },
    )
    incoming.pipe(forwarded)
  })
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve))
  const HTTP_PROXY = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`
  expect(await list(storageAt(`${double.url}/box`, { HTTP_PROXY }))).toBe("/a.md")
  expect(seen).toHaveLength(1)
  expect(seen[0]).toContain(double.url)
  expect(await list(storageAt(`${double.url}/box`, { HTTP_PROXY, NO_PROXY: "127.0.0.1" }))).toBe("/a.md")
  expect(seen).toHaveLength(1)
  proxy.closeAllConnections()
  proxy.close()
  await double.close()
})

const hasOpenssl = spawnSync("openssl", ["version"]).status === 0

test.skipIf(!hasOpenssl)(
  "[C18] a certificate of our own authority: refused with words, taken with AWS_CA_BUNDLE",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "quire-ca-"))
    const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")]
    const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    const words = [
      "req",
      "-x509",
      "-newkey",
      "rsa:2048",
      "-nodes",
      "-days",
      "2",
      "-keyout",
      key,
      "-out",
      cert,
      ...subject,
    ]
    expect(spawnSync("openssl", words).status).toBe(0)
    const double = await startS3Double({ profile: "aws" })
    double.createBucket("box")
    double.put("box", "a.md", "x")
    const front = createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (incoming, outgoing) => {
      const { method, headers, url } = incoming
      const forwarded = request(`${double.url}${url}`, { method, headers }, (answer) => {
        outgoing.writeHead(answer.statusCode ?? 500, answer.headers)
        answer.pipe(outgoing)
      })
      incoming.pipe(forwarded)
    })
    await new Promise<void>((resolve) => front.listen(0, "127.0.0.1", resolve))
    const url = `https://127.0.0.1:${(front.address() as AddressInfo).port}/box`
    expect(await list(storageAt(url))).toContain("its certificate is self-signed")
    expect(await list(storageAt(url, { AWS_CA_BUNDLE: cert }))).toBe("/a.md")
    expect(await storageAt(url, { AWS_CA_BUNDLE: cert }).stat("/a.md" as FilePath)).toMatchObject({ ok: true })
    front.closeAllConnections()
    front.close()
    await double.close()
  },
)
