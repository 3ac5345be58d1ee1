import { execFile } from "node:child_process"
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { startS3Double } from "../../packages/storage/test/s3-double.ts"
import type { S3Double } from "../../packages/storage/test/s3-double.ts"
import { ROOT } from "../support/attacks.ts"
import { eventually } from "../support/browser.ts"
import { startFake } from "../support/fakes.ts"
import { newFolder, startQuire } from "../support/server.ts"

const ID = "AKIAIOSFODNN7EXAMPLE"
const SECRET = "canary/wJalrXUtnFEMI+K7MDENG"
const KEYS = { AWS_ACCESS_KEY_ID: ID, AWS_SECRET_ACCESS_KEY: SECRET }

interface Summary {
  readonly id: string
  readonly name: string
  readonly isFixed: boolean
  readonly health: { readonly status: string; readonly code?: string; readonly hint?: string }
}

let double: S3Double
beforeAll(async () => {
  double = await startS3Double({ profile: "aws", accessKeyId: ID, secretAccessKey: SECRET })
  double.createBucket("box")
})
afterAll(async () => {
  await double.close()
})

/** Not `spawnSync`: the bucket's server is in this process. */
async function runDoctor(
  words: readonly string[],
  environment: Record<string, string>,
): Promise<{ status: number; text: string }> {
  const env = { PATH: process.env["PATH"], HOME: "/nowhere", AWS_EC2_METADATA_DISABLED: "true", ...environment }
  const main = join(ROOT, "packages/cli/src/main.ts")
  return await new Promise((resolve) => {
    execFile(process.execPath, [main, "doctor", ...words], { env, timeout: 60_000 }, (error, stdout, stderr) =>
      resolve({ status: error === null ? 0 : Number(error.code), text: `${stdout}${stderr}` }),
    )
  })
}

describe("[C3] quire doctor says what the page says", () => {
  const box = (): string => `${double.url}/box`
  test.each<[string, () => string[], Record<string, string>, number, RegExp]>([
    ["found in the environment", () => [], KEYS, 0, /environment +found +AKIA…LE, no session token/],
    ["skipped, with its reason", () => [], KEYS, 0, /profile files +skipped +There is no \/nowhere\/\.aws\/config/],
    [
      "not asked, with its reason",
      () => [],
      { ...KEYS, AWS_EC2_METADATA_DISABLED: "" },
      0,
      /instance metadata +not asked +An earlier source/,
    ],
    ["half a pair", () => [], { AWS_ACCESS_KEY_ID: ID }, 1, /AWS_SECRET_ACCESS_KEY is missing/],
    ["nothing", () => [], {}, 1, /Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY/],
    ["a bucket that works", () => [box()], KEYS, 0, /conditional +ok[\s\S]*Two servers can save here/],
    ["a bucket that is not there", () => [`${double.url}/none`], KEYS, 1, /There is no bucket none there/],
    ["a wrong secret", () => [box()], { ...KEYS, AWS_SECRET_ACCESS_KEY: "wrong" }, 1, /refuses this key/],
    ["half an address", () => ["https://"], KEYS, 1, /no address of a bucket/],
    ["a dead host", () => ["http://127.0.0.1:9/box"], KEYS, 1, /nothing listens there/],
    ["a profile that is not there", () => ["--profile", "p"], KEYS, 1, /Name a profile that is there/],
    ["a folder", () => ["/tmp"], {}, 0, /list +ok/],
  ])("%s", async (_, words, environment, status, expected) => {
    const ran = await runDoctor(words(), environment)
    expect(ran.text).toMatch(expected)
    expect(ran.status).toBe(status)
    expect(ran.text).not.toContain(SECRET)
  })

  test("as whom, where there is an STS", async () => {
    await using sts = await startFake("sts", { mode: "ok" })
    const ran = await runDoctor([`${double.url}/box`], { ...KEYS, AWS_ENDPOINT_URL_STS: sts.url })
    expect(ran.text).toMatch(/ as +arn:aws:/)
    await sts.set({ mode: "accessdenied" })
    expect((await runDoctor([`${double.url}/box`], { ...KEYS, AWS_ENDPOINT_URL_STS: sts.url })).status).toBe(0)
  })

  test("--json is the API's explanation", async () => {
    const ran = await runDoctor(["--json", `${double.url}/box`], KEYS)
    expect(JSON.parse(ran.text)).toMatchObject({
      credentials: { source: "environment" },
      storage: { ok: true, steps: [{ name: "list", outcome: "ok" }, {}, {}, {}] },
    })
  })
})

describe("[C16] storages by setting, changed, and locked", () => {
  test("QUIRE_STORAGES: each alone; a bad entry is shown with its reason, and none is removed here", async () => {
    const storages = [
      { kind: "s3", name: "box", bucketUrl: `${double.url}/box` },
      { kind: "local", name: "gone", folder: "/no/such/folder" },
      { kind: "s3", name: "odd", bucketUrl: "https://" },
    ]
    const environment = { ...KEYS, QUIRE_STORAGES: JSON.stringify(storages) }
    await using quire = await startQuire({ home: newFolder("home"), environment })
    const byName = async (name: string): Promise<Summary | undefined> =>
      (await quire.api<Summary[]>("GET", "/storages")).body.find((storage) => storage.name === name)
    await eventually(async () => (await byName("box"))?.health.status, "ok")
    expect((await byName("gone"))?.health).toMatchObject({ status: "failing", code: "invalid-request" })
    expect((await byName("odd"))?.health).toMatchObject({ status: "failing" })
    const removed = await quire.api("DELETE", `/storages/${(await byName("box"))?.id}`)
    expect(removed.status).toBe(403)
  })

  test.each(["not json", '{"kind":"s3"}', '[{"kind":"ftp"}]'])(
    "QUIRE_STORAGES=%s stops the start with one line",
    async (text) => {
      const failure = await startQuire({ home: newFolder("home"), environment: { QUIRE_STORAGES: text } }).then(
        async (quire) => (await quire.kill(), "started"),
        (error: unknown) => String(error),
      )
      expect(failure).toContain("quire: QUIRE_STORAGES")
      expect(failure).not.toContain("    at ")
    },
  )

  test("a storage whose key was rotated: changed while a notebook is open, which then saves", async () => {
    const rotating = await startS3Double({
      profile: "aws",
      accessKeyId: "AKIAOLDKEY0000000001",
      secretAccessKey: "old-secret",
    })
    rotating.createBucket("box")
    rotating.put("box", "a.md", "start\n")
    await using quire = await startQuire({ home: newFolder("home") })
    const old = {
      kind: "s3",
      bucketUrl: `${rotating.url}/box`,
      accessKeyId: "AKIAOLDKEY0000000001",
      secretAccessKey: "old-secret",
    }
    const added = await quire.api<Summary>("POST", "/storages", old)
    const opened = await quire.api<{ id: string }>("POST", "/sessions", { storage: added.body.id, path: "/a.md" })
    await rotating.close()
    const renewed = await startS3Double({ profile: "aws", accessKeyId: ID, secretAccessKey: SECRET })
    renewed.createBucket("box")
    renewed.put("box", "a.md", "start\n")
    const form = await quire.api<object>("GET", `/storages/${added.body.id}/form`)
    expect(form.text).not.toContain("old-secret")
    const changed = await quire.api("PUT", `/storages/${added.body.id}`, {
      ...form.body,
      bucketUrl: `${renewed.url}/box`,
      accessKeyId: ID,
      secretAccessKey: SECRET,
    })
    expect(changed.status, changed.text).toBe(200)
    const session = await quire.api<{ cells: { id: string }[] }>("GET", `/sessions/${opened.body.id}`)
    await quire.api("PATCH", `/sessions/${opened.body.id}/cells/${session.body.cells[0]?.id}`, { source: "edited" })
    await eventually(() => Buffer.from(renewed.objects("box").get("a.md") ?? []).toString(), "edited\n")
    await renewed.close()
  })

  test("another secret key: storages say that they need theirs again, and the server works", async () => {
    const [home, dataFolder] = [newFolder("home"), newFolder("data")]
    writeFileSync(join(home, "a.md"), "```ts\n1\n```\n")
    const asked = { kind: "s3", bucketUrl: `${double.url}/box`, accessKeyId: ID, secretAccessKey: SECRET }
    {
      await using quire = await startQuire({
        home,
        dataFolder,
        environment: { QUIRE_SECRET_KEY: "the first key of this server" },
      })
      expect((await quire.api("POST", "/storages", asked)).status).toBe(201)
    }
    await using quire = await startQuire({
      home,
      dataFolder,
      environment: { QUIRE_SECRET_KEY: "another key of this server" },
    })
    const box = async (): Promise<Summary | undefined> =>
      (await quire.api<Summary[]>("GET", "/storages")).body.find(({ name }) => name === "box")
    await eventually(
      async () => (await box())?.health.hint ?? "",
      (hint) => hint.includes("type its key again"),
    )
    expect((await quire.api("POST", "/sessions", { storage: "home", path: "/a.md" })).status).toBe(201)
    expect((await quire.api("PUT", `/storages/${(await box())?.id}`, asked)).status).toBe(200)
    expect((await box())?.health.status).toBe("ok")
  })
})
