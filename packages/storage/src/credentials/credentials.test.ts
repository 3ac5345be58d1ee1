import { inspect } from "node:util"
import { describe, expect, test } from "vitest"
import { keyHint } from "./credentials.ts"
import { CredentialSources } from "./resolve.ts"
import type { Identity, ResolvedCredentials } from "./resolve.ts"
import { Secret } from "./secret.ts"

const ID = "AKIAIOSFODNN7EXAMPLE"
const KEY = "wJalrXUtnFEMIK7MDENG"

const NOW = Date.parse("2026-11-24T12:00:00Z")

/** No files, no metadata: what is tested is what the environment says. */
function ask(environment: Record<string, string>, identity: Identity = {}): Promise<ResolvedCredentials> {
  const quiet = { HOME: "/nowhere", AWS_EC2_METADATA_DISABLED: "true" }
  const sources = new CredentialSources({
    environment: { ...quiet, ...environment },
    mayUseServerIdentity: true,
    now: () => NOW,
  })
  return sources.resolve(identity)
}

/** `source id token` or the error's code, and the notices' count. */
async function resolve(environment: Record<string, string>, form?: Record<string, string>): Promise<string> {
  const { result, notices } = await ask(environment, { form })
  if (!result.ok) return `${result.error.code}${"missing" in result.error ? ` ${result.error.missing}` : ""}`
  const { source, accessKeyId, secretAccessKey, sessionToken } = result.value
  return `${source} ${accessKeyId} ${secretAccessKey.reveal()} ${sessionToken?.reveal() ?? "-"} ${notices.length}`
}

describe("[C1] every source yields one complete value, or an error that says what is missing", () => {
  const [id, key] = [`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`] as const
  test.each<[string, Record<string, string>, Record<string, string> | undefined, string]>([
    [
      "key and secret, no token: the founding case",
      { [id]: ID, [key]: KEY },
      undefined,
      `environment ${ID} ${KEY} - 0`,
    ],
    ["with a token", { [id]: ID, [key]: KEY, AWS_SESSION_TOKEN: "t" }, undefined, `environment ${ID} ${KEY} t 0`],
    [
      "an empty token is none",
      { [id]: ID, [key]: KEY, AWS_SESSION_TOKEN: "" },
      undefined,
      `environment ${ID} ${KEY} - 0`,
    ],
    [
      "a token of blanks is none",
      { [id]: ID, [key]: KEY, AWS_SESSION_TOKEN: "  " },
      undefined,
      `environment ${ID} ${KEY} - 0`,
    ],
    [
      "the token's older name",
      { [id]: ID, [key]: KEY, AWS_SECURITY_TOKEN: "s" },
      undefined,
      `environment ${ID} ${KEY} s 0`,
    ],
    [
      "the newer name wins",
      { [id]: ID, [key]: KEY, AWS_SESSION_TOKEN: "t", AWS_SECURITY_TOKEN: "s" },
      undefined,
      `environment ${ID} ${KEY} t 0`,
    ],
    ["blanks around values", { [id]: ` ${ID}\n`, [key]: `\t${KEY} ` }, undefined, `environment ${ID} ${KEY} - 0`],
    ["quotes around values", { [id]: `"${ID}"`, [key]: `'${KEY}'` }, undefined, `environment ${ID} ${KEY} - 2`],
    ["half a pair: no secret", { [id]: ID }, undefined, "credentials-incomplete AWS_SECRET_ACCESS_KEY"],
    ["half a pair: blank secret", { [id]: ID, [key]: " " }, undefined, "credentials-incomplete AWS_SECRET_ACCESS_KEY"],
    ["half a pair: no id", { [key]: KEY }, undefined, "credentials-incomplete AWS_ACCESS_KEY_ID"],
    ["nothing", {}, undefined, "credentials-missing"],
    ["a token alone is nothing", { AWS_SESSION_TOKEN: "t" }, undefined, "credentials-missing"],
    ["a line break within", { [id]: ID, [key]: "a\nb" }, undefined, "credentials-invalid"],
    [
      "a profile beside keys is said",
      { [id]: ID, [key]: KEY, AWS_PROFILE: "p" },
      undefined,
      `environment ${ID} ${KEY} - 1`,
    ],
    ["the form wins", { [id]: "X", [key]: "Y" }, { accessKeyId: ID, secretAccessKey: KEY }, `form ${ID} ${KEY} - 0`],
    [
      "an empty form is none",
      { [id]: ID, [key]: KEY },
      { accessKeyId: "", secretAccessKey: " " },
      `environment ${ID} ${KEY} - 0`,
    ],
    ["half a form stops", { [id]: ID, [key]: KEY }, { accessKeyId: ID }, "credentials-incomplete Secret access key"],
  ])("%s", async (_, environment, form, expected) => {
    expect(await resolve(environment, form)).toBe(expected)
  })
})

test("[C2] a secret does not print", async () => {
  const secret = new Secret("hunter2")
  expect(["" + String(secret), JSON.stringify({ secret }), inspect({ secret }), String(secret)].join()).not.toContain(
    "hunter2",
  )
  const { result } = await ask({ AWS_ACCESS_KEY_ID: ID, AWS_SECRET_ACCESS_KEY: KEY })
  expect(inspect(result, { depth: 9, showHidden: true }) + JSON.stringify(result)).not.toContain(KEY)
})

test("[C3] the explanation names every source, and shows of a key its ends only", async () => {
  const { sources } = await ask({ AWS_ACCESS_KEY_ID: ID, AWS_SECRET_ACCESS_KEY: KEY })
  expect(sources.map(({ source, outcome, reason }) => `${source} ${outcome}: ${reason}`)).toEqual([
    "environment answered: AKIA…LE, no session token",
    "sso skipped: There is no /nowhere/.aws/config.",
    "profile skipped: There is no /nowhere/.aws/config.",
    "web-identity skipped: AWS_WEB_IDENTITY_TOKEN_FILE is not set.",
    "container skipped: AWS_CONTAINER_CREDENTIALS_RELATIVE_URI and AWS_CONTAINER_CREDENTIALS_FULL_URI are not set.",
    "instance-metadata not-asked: An earlier source answered.",
  ])
  expect(keyHint("short")).toBe("s…")
})
