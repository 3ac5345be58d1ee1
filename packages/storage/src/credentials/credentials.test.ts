import { inspect } from "node:util"
import { describe, expect, test } from "vitest"
import { keyHint } from "./credentials.ts"
import { resolveCredentials } from "./resolve.ts"
import { Secret } from "./secret.ts"

const ID = "AKIAIOSFODNN7EXAMPLE"
const KEY = "wJalrXUtnFEMIK7MDENG"

/** `source id token` or the error's code, and the notices' count. */
function resolve(environment: Record<string, string>, form?: Record<string, string>): string {
  const { result, notices } = resolveCredentials({ environment, form, mayUseServerIdentity: true })
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
  ])("%s", (_, environment, form, expected) => {
    expect(resolve(environment, form)).toBe(expected)
  })
})

test("[C2] a secret does not print", () => {
  const secret = new Secret("hunter2")
  expect(["" + String(secret), JSON.stringify({ secret }), inspect({ secret }), String(secret)].join()).not.toContain(
    "hunter2",
  )
  const { result } = resolveCredentials({
    environment: { AWS_ACCESS_KEY_ID: ID, AWS_SECRET_ACCESS_KEY: KEY },
    mayUseServerIdentity: true,
  })
  expect(inspect(result, { depth: 9, showHidden: true }) + JSON.stringify(result)).not.toContain(KEY)
})

test("[C3] the explanation names every source, and shows of a key its ends only", () => {
  const { sources } = resolveCredentials({
    environment: { AWS_ACCESS_KEY_ID: ID, AWS_SECRET_ACCESS_KEY: KEY },
    mayUseServerIdentity: true,
  })
  expect(sources.map(({ source, outcome, reason }) => `${source} ${outcome}: ${reason}`)).toEqual([
    "environment answered: AKIA…LE, no session token",
    "sso not-asked: An earlier source answered.",
    "profile not-asked: An earlier source answered.",
    "web-identity not-asked: An earlier source answered.",
    "container not-asked: An earlier source answered.",
    "instance-metadata not-asked: An earlier source answered.",
  ])
  expect(keyHint("short")).toBe("s…")
})
