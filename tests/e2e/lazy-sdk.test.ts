import { readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { expect, test } from "vitest"
import { startS3Double } from "../../packages/storage/test/s3-double.ts"
import { newFolder, startQuire } from "../support/server.ts"

test("[C17] a server without a bucket loads no module of the SDK; the first bucket does", async () => {
  const folder = newFolder("trace")
  const log = join(folder, "loaded.txt")
  writeFileSync(log, "")
  const hook = join(folder, "hook.mjs")
  writeFileSync(
    hook,
    `import { registerHooks } from "node:module"
import { appendFileSync } from "node:fs"
registerHooks({ load: (url, context, next) => (appendFileSync(${JSON.stringify(log)}, url + "\\n"), next(url, context)) })`,
  )
  const home = newFolder("home")
  writeFileSync(join(home, "a.md"), "```ts\n1 + 1\n```\n")
  const keys = { AWS_ACCESS_KEY_ID: "QUIREDOUBLEKEY", AWS_SECRET_ACCESS_KEY: "quire-double-secret" }
  await using quire = await startQuire({ home, environment: { ...keys, NODE_OPTIONS: `--import=${hook}` } })
  const loaded = (): string[] =>
    readFileSync(log, "utf8")
      .split("\n")
      .filter((url) => /@aws-sdk|@smithy/.test(url))
  const opened = await quire.api<{ id: string }>("POST", "/sessions", { storage: "home", path: "/a.md" })
  await quire.api("POST", `/sessions/${opened.body.id}/run`, { wait: true })
  await quire.api("GET", "/storages/home/files?path=/")
  await quire.api("GET", "/credentials/aws")
  expect(readFileSync(log, "utf8")).toContain("packages/storage/src/s3")
  expect(loaded()).toEqual([])
  const double = await startS3Double({ profile: "aws" })
  double.createBucket("box")
  expect((await quire.api("POST", "/storages", { kind: "s3", bucketUrl: `${double.url}/box` })).status).toBe(201)
  expect(loaded().length).toBeGreaterThan(10)
  await double.close()
})
