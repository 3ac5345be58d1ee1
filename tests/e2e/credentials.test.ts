import { createHash } from "node:crypto"
import { chmodSync, chownSync, mkdirSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { startS3Double } from "../../packages/storage/test/s3-double.ts"
import { isRoot, NOBODY } from "../support/attacks.ts"
import { findSecret } from "../support/canaries.ts"
import { startFake } from "../support/fakes.ts"
import type { Fake } from "../support/fakes.ts"
import { newFolder, startQuire } from "../support/server.ts"

// Every source of credentials, through the real HTTP API with the founding form: URL and region only. What comes out is a
// storage that works, or a code with words that say what to do; the server lives on; no secret is seen anywhere.

const ID = "AKIAIOSFODNN7EXAMPLE"
const SECRET = "canary/wJalrXUtnFEMI+K7MDENG"
const OTHER_SECRET = "canaryTwo/bPxRfiCYEXAMPLEKEY+"
const LEAK = "canaryInACommandLine"
const KEYS = { AWS_ACCESS_KEY_ID: ID, AWS_SECRET_ACCESS_KEY: SECRET }
const IMDS_KEYS = ["ASIAFAKEIMDS00000001", "SECRETfakeImds0000000000000000000000001"] as const
const CONTAINER_KEYS = ["ASIAFAKECONTAINER0001", "SECRETfakeContainer00000000000000000001"] as const
const STS_KEYS = ["ASIAFAKESTS000000001", "SECRETfakeSts00000000000000000000000001"] as const
const CANARIES = [SECRET, OTHER_SECRET, LEAK, IMDS_KEYS[1], CONTAINER_KEYS[1], STS_KEYS[1], "TOKENfake", "canaryToken"]

type Env = Readonly<Record<string, string>>
type Files = Readonly<
  Record<string, string | { readonly folder: true } | { readonly text: string; readonly mode: number }>
>
interface Case {
  readonly env?: Env
  /** Below the home folder. */
  readonly files?: Files
  readonly imds?: Readonly<Record<string, unknown>>
  readonly container?: Readonly<Record<string, unknown>>
  readonly sts?: Readonly<Record<string, unknown>>
  readonly form?: object
  /** What the bucket's server knows; the environment's keys when absent. */
  readonly keys?: readonly [string, string]
  /** Run under another user than root, whom permissions hold. */
  readonly asNobody?: boolean
}

const config = (text: string): Files => ({ ".aws/config": text })
const credentials = (text: string): Files => ({ ".aws/credentials": text })
const STATIC = `aws_access_key_id = ${ID}\naws_secret_access_key = ${SECRET}\n`
const process_ = (command: string): Files => config(`[default]\ncredential_process = ${command}\n`)
const print = (json: object): string => `echo '${JSON.stringify(json)}'`
const PRINTED = { Version: 1, AccessKeyId: ID, SecretAccessKey: SECRET }
const KNOWN = [ID, SECRET] as const
const IMDS: Env = { AWS_EC2_METADATA_DISABLED: "", AWS_EC2_METADATA_SERVICE_ENDPOINT: "IMDS" }
const CONTAINER: Env = { AWS_CONTAINER_CREDENTIALS_FULL_URI: "CONTAINER/v1/credentials" }
const EKS: Env = { AWS_WEB_IDENTITY_TOKEN_FILE: "HOME/token", AWS_ROLE_ARN: "arn:aws:iam::123456789012:role/quire" }
const ROLE = "role_arn = arn:aws:iam::123456789012:role/quire\n"
const SSO = "sso_account_id = 123456789012\nsso_role_name = reader\nsso_session = work\n"
const SESSION = "[sso-session work]\nsso_start_url = https://x.awsapps.com/start\nsso_region = eu-west-1\n"
const ssoCache = (token: object): Files => ({
  [`.aws/sso/cache/${createHash("sha1").update("work").digest("hex")}.json`]: JSON.stringify(token),
})
const soon = (seconds: number): string => new Date(Date.now() + seconds * 1000).toISOString()
const SIGNED_IN = {
  accessToken: "canaryToken",
  expiresAt: soon(3600),
  startUrl: "https://x.awsapps.com/start",
  region: "eu-west-1",
}

/** What is expected: `source token|-`, or `code: words of message or hint`. */
const CASES: readonly (readonly [name: string, given: Case, expected: string])[] = [
  // Environment.
  ["key and secret, no token: the founding failure", { env: KEYS }, "environment -"],
  ["with a session token", { env: { ...KEYS, AWS_SESSION_TOKEN: "canaryToken" } }, "environment token"],
  ["with an empty token", { env: { ...KEYS, AWS_SESSION_TOKEN: "" } }, "environment -"],
  ["with a token of blanks", { env: { ...KEYS, AWS_SESSION_TOKEN: "  " } }, "environment -"],
  ["with the token's old name", { env: { ...KEYS, AWS_SECURITY_TOKEN: "canaryToken" } }, "environment token"],
  [
    "with blanks and line breaks around",
    { env: { AWS_ACCESS_KEY_ID: ` ${ID}\n`, AWS_SECRET_ACCESS_KEY: `${SECRET} ` }, keys: KNOWN },
    "environment -",
  ],
  [
    "with quotes around, as docker --env-file keeps them",
    { env: { AWS_ACCESS_KEY_ID: `"${ID}"`, AWS_SECRET_ACCESS_KEY: `'${SECRET}'` }, keys: KNOWN },
    "environment -",
  ],
  [
    "a secret alone",
    { env: { AWS_SECRET_ACCESS_KEY: SECRET } },
    "credentials-incomplete: AWS_ACCESS_KEY_ID is missing",
  ],
  ["a key id alone", { env: { AWS_ACCESS_KEY_ID: ID } }, "credentials-incomplete: AWS_SECRET_ACCESS_KEY is missing"],
  [
    "a key id alone, with a whole profile behind it",
    { env: { AWS_ACCESS_KEY_ID: ID }, files: credentials(`[default]\n${STATIC}`) },
    "credentials-incomplete: AWS_SECRET_ACCESS_KEY is missing",
  ],
  [
    "a blank secret",
    { env: { AWS_ACCESS_KEY_ID: ID, AWS_SECRET_ACCESS_KEY: "  " } },
    "credentials-incomplete: AWS_SECRET_ACCESS_KEY is missing",
  ],
  [
    "a line break within the secret",
    { env: { AWS_ACCESS_KEY_ID: ID, AWS_SECRET_ACCESS_KEY: `${SECRET}\nx` } },
    "credentials-invalid: Paste them again",
  ],
  ["a token alone", { env: { AWS_SESSION_TOKEN: "canaryToken" } }, "credentials-missing: Set AWS_ACCESS_KEY_ID"],
  ["nothing at all", {}, "credentials-missing: Set AWS_ACCESS_KEY_ID"],
  [
    "an expiry in the past",
    { env: { ...KEYS, AWS_CREDENTIAL_EXPIRATION: "2020-01-01T00:00:00Z" } },
    "credentials-expired: Sign in again",
  ],
  ["an expiry that is no time", { env: { ...KEYS, AWS_CREDENTIAL_EXPIRATION: "soon" } }, "environment -"],
  ["an expiry to come", { env: { ...KEYS, AWS_CREDENTIAL_EXPIRATION: soon(3600) } }, "environment -"],
  ["keys beside AWS_PROFILE", { env: { ...KEYS, AWS_PROFILE: "none" } }, "environment -"],
  [
    "the server's identity switched off",
    { env: { ...KEYS, QUIRE_AWS_CREDENTIALS: "off" } },
    "credentials-missing: Set AWS_ACCESS_KEY_ID",
  ],
  // Typed.
  [
    "typed keys beside the environment's",
    {
      env: { AWS_ACCESS_KEY_ID: "OTHER", AWS_SECRET_ACCESS_KEY: "x" },
      form: { accessKeyId: ID, secretAccessKey: SECRET },
      keys: KNOWN,
    },
    "form -",
  ],
  [
    "typed with a token",
    { form: { accessKeyId: ID, secretAccessKey: SECRET, sessionToken: "canaryToken" }, keys: KNOWN },
    "form token",
  ],
  [
    "typed, switched off for the server",
    { env: { QUIRE_AWS_CREDENTIALS: "off" }, form: { accessKeyId: ID, secretAccessKey: SECRET }, keys: KNOWN },
    "form -",
  ],
  ["typed half", { env: KEYS, form: { accessKeyId: ID } }, "credentials-incomplete: Secret access key is missing"],
  ["typed blanks", { env: KEYS, form: { accessKeyId: " ", secretAccessKey: "" } }, "environment -"],
  // Profile files: static keys.
  ["the credentials file", { files: credentials(`[default]\n${STATIC}`), keys: KNOWN }, "profile -"],
  ["the config file", { files: config(`[default]\n${STATIC}`), keys: KNOWN }, "profile -"],
  ["[profile default] in the config file", { files: config(`[profile default]\n${STATIC}`), keys: KNOWN }, "profile -"],
  [
    "both files: the credentials file wins",
    { files: { ...config("[default]\naws_access_key_id = X\n"), ...credentials(`[default]\n${STATIC}`) }, keys: KNOWN },
    "profile -",
  ],
  [
    "a token in the profile",
    { files: credentials(`[default]\n${STATIC}aws_session_token = canaryToken\n`), keys: KNOWN },
    "profile token",
  ],
  [
    "a byte order mark and CRLF",
    { files: credentials(`\uFEFF[default]\r\n${STATIC.replaceAll("\n", "\r\n")}`), keys: KNOWN },
    "profile -",
  ],
  [
    "comments and blanks",
    { files: credentials(`# c\n[ default ]\n; c\n${STATIC.replace(ID, `${ID} # the key`)}`), keys: KNOWN },
    "profile -",
  ],
  [
    "quotes around keys",
    {
      files: credentials(`[default]\naws_access_key_id = "${ID}"\naws_secret_access_key = '${SECRET}'\n`),
      keys: KNOWN,
    },
    "profile -",
  ],
  [
    "keys in capitals",
    { files: credentials(`[default]\n${STATIC.replace("aws_access_key_id", "AWS_ACCESS_KEY_ID")}`), keys: KNOWN },
    "profile -",
  ],
  ["AWS_PROFILE", { env: { AWS_PROFILE: "work" }, files: credentials(`[work]\n${STATIC}`), keys: KNOWN }, "profile -"],
  [
    "AWS_PROFILE in the config file",
    { env: { AWS_PROFILE: "work" }, files: config(`[profile work]\n${STATIC}`), keys: KNOWN },
    "profile -",
  ],
  [
    "AWS_PROFILE that is not there",
    { env: { AWS_PROFILE: "work" }, files: credentials(`[default]\n${STATIC}`) },
    "credentials-invalid: Name a profile that is there",
  ],
  ["AWS_PROFILE without files", { env: { AWS_PROFILE: "work" } }, "credentials-invalid: Name a profile that is there"],
  [
    "AWS_SHARED_CREDENTIALS_FILE",
    { env: { AWS_SHARED_CREDENTIALS_FILE: "HOME/keys" }, files: { keys: `[default]\n${STATIC}` }, keys: KNOWN },
    "profile -",
  ],
  [
    "AWS_SHARED_CREDENTIALS_FILE with ~",
    { env: { AWS_SHARED_CREDENTIALS_FILE: "~/keys" }, files: { keys: `[default]\n${STATIC}` }, keys: KNOWN },
    "profile -",
  ],
  [
    "AWS_CONFIG_FILE",
    { env: { AWS_CONFIG_FILE: "HOME/cfg" }, files: { cfg: `[default]\n${STATIC}` }, keys: KNOWN },
    "profile -",
  ],
  [
    "half a pair in the profile",
    { files: credentials(`[default]\naws_access_key_id = ${ID}\n`) },
    "credentials-incomplete: aws_secret_access_key of profile default",
  ],
  [
    "a profile without credentials",
    { files: config("[default]\nregion = eu-west-1\n") },
    "credentials-missing: Set AWS_ACCESS_KEY_ID",
  ],
  [
    "a token that swallows the lines below it",
    {
      files: credentials(
        `[default]\naws_session_token =\n  aws_access_key_id = ${ID}\n  aws_secret_access_key = ${SECRET}\n`,
      ),
    },
    "credentials-missing: Set AWS_ACCESS_KEY_ID",
  ],
  ["a file that is a folder", { files: { ".aws/credentials": { folder: true } } }, "credentials-invalid: is a folder"],
  [
    "a file that may not be read",
    { files: { ".aws/credentials": { text: `[default]\n${STATIC}`, mode: 0 } }, asNobody: true },
    "credentials-invalid: may not be read by this user",
  ],
  ["a binary file", { files: credentials("\0\u0001\0") }, "credentials-invalid: is no text file"],
  ["a line that is none", { files: credentials(`[default]\nnonsense\n`) }, "credentials-invalid: line 2"],
  ["a bad line beside good keys", { files: credentials(`nonsense\n[default]\n${STATIC}`), keys: KNOWN }, "profile -"],
  [
    "a section [__proto__]",
    { files: credentials(`[__proto__]\n${STATIC}[default]\n${STATIC}`), keys: KNOWN },
    "profile -",
  ],
  [
    "a profile chosen for the storage",
    { env: KEYS, files: credentials(`[mine]\n${STATIC}`), form: { profile: "mine" }, keys: KNOWN },
    "profile -",
  ],
  [
    "a profile chosen that is not there",
    { env: KEYS, form: { profile: "mine" } },
    "credentials-invalid: Name a profile that is there",
  ],
  // Profile files: roles.
  [
    "a role by a source profile",
    { files: config(`[default]\n${ROLE}source_profile = base\n[profile base]\n${STATIC}`), keys: STS_KEYS },
    "profile token",
  ],
  [
    "a chain of roles",
    {
      files: config(
        `[default]\n${ROLE}source_profile = mid\n[profile mid]\n${ROLE}source_profile = base\n[profile base]\n${STATIC}`,
      ),
      keys: STS_KEYS,
    },
    "profile token",
  ],
  [
    "a role whose source is itself",
    { files: config(`[default]\n${ROLE}source_profile = default\n${STATIC}`), keys: STS_KEYS },
    "profile token",
  ],
  [
    "a source profile that is not there",
    { files: config(`[default]\n${ROLE}source_profile = base\n`) },
    "credentials-incomplete: [profile base]",
  ],
  [
    "a circle of source profiles",
    {
      files: config(
        `[default]\n${ROLE}source_profile = a\n[profile a]\n${ROLE}source_profile = b\n[profile b]\n${ROLE}source_profile = a\n`,
      ),
    },
    "credentials-invalid: a → b → a",
  ],
  [
    "a role without a source",
    { files: config(`[default]\n${ROLE}`) },
    "credentials-incomplete: source_profile or credential_source",
  ],
  [
    "a role with a second factor",
    { files: config(`[default]\n${ROLE}source_profile = base\nmfa_serial = arn:x\n[profile base]\n${STATIC}`) },
    "credentials-invalid: mfa_serial",
  ],
  [
    "a role by the environment's keys",
    { env: { AWS_PROFILE: "r" }, files: config(`[profile r]\n${ROLE}credential_source = Environment\n`) },
    "credentials-incomplete: keys from Environment",
  ],
  [
    "a role by the container",
    {
      env: { ...CONTAINER, AWS_PROFILE: "r" },
      files: config(`[profile r]\n${ROLE}credential_source = EcsContainer\n`),
      keys: STS_KEYS,
    },
    "profile token",
  ],
  [
    "a role by the instance",
    {
      env: { ...IMDS, AWS_PROFILE: "r" },
      files: config(`[profile r]\n${ROLE}credential_source = Ec2InstanceMetadata\n`),
      keys: STS_KEYS,
    },
    "profile token",
  ],
  [
    "a role by a source that there is not",
    { files: config(`[default]\n${ROLE}credential_source = Elsewhere\n`) },
    "credentials-invalid: must be Environment",
  ],
  [
    "a role that STS refuses",
    {
      files: config(`[default]\n${ROLE}source_profile = base\n[profile base]\n${STATIC}`),
      sts: { mode: "accessdenied" },
    },
    "credentials-invalid: may assume the role",
  ],
  [
    "a role, STS hangs",
    { files: config(`[default]\n${ROLE}source_profile = base\n[profile base]\n${STATIC}`), sts: { mode: "hang" } },
    "credentials-invalid: did not answer in time",
  ],
  [
    "a role, STS answers a web page",
    { files: config(`[default]\n${ROLE}source_profile = base\n[profile base]\n${STATIC}`), sts: { mode: "garbage" } },
    "credentials-invalid: gave no credentials",
  ],
  [
    "a role, STS is down",
    {
      env: { AWS_ENDPOINT_URL_STS: "http://127.0.0.1:9" },
      files: config(`[default]\n${ROLE}source_profile = base\n[profile base]\n${STATIC}`),
    },
    "credentials-invalid: cannot be reached",
  ],
  [
    "a role by a token in a file",
    {
      files: { ...config(`[default]\n${ROLE}web_identity_token_file = HOME/token\n`), token: "canaryToken\n" },
      sts: { "web-token": "canaryToken" },
      keys: STS_KEYS,
    },
    "profile token",
  ],
  // Profile files: credential_process.
  ["a credential_process", { files: process_(print(PRINTED)), keys: KNOWN }, "profile -"],
  [
    "a credential_process with token and expiry",
    { files: process_(print({ ...PRINTED, SessionToken: "canaryToken", Expiration: soon(3600) })), keys: KNOWN },
    "profile token",
  ],
  [
    "a credential_process that fails and tells secrets",
    { files: process_(`sh -c 'echo ${LEAK} >&2; echo ${SECRET}; exit 3' ${LEAK}`) },
    "credentials-invalid: ended with status 3",
  ],
  [
    "a credential_process that is not there",
    { files: process_(`/no/such/${LEAK}`) },
    "credentials-invalid: ended with status 127",
  ],
  [
    "a credential_process that prints garbage",
    { files: process_(`echo ${SECRET}`) },
    "credentials-invalid: printed no JSON",
  ],
  ["a credential_process that prints nothing", { files: process_("true") }, "credentials-invalid: printed no JSON"],
  [
    "a credential_process of version 2",
    { files: process_(print({ ...PRINTED, Version: 2 })) },
    "credentials-invalid: another version",
  ],
  [
    "a credential_process with empty keys",
    { files: process_(print({ Version: 1, AccessKeyId: "", SecretAccessKey: "" })) },
    "credentials-invalid: without a key",
  ],
  [
    "a credential_process with half a pair",
    { files: process_(print({ Version: 1, AccessKeyId: ID })) },
    "credentials-incomplete: SecretAccessKey is missing",
  ],
  [
    "a credential_process with keys that are numbers",
    { files: process_(print({ Version: 1, AccessKeyId: 5, SecretAccessKey: SECRET })) },
    "credentials-invalid: Paste them again",
  ],
  [
    "a credential_process with a date in the past",
    { files: process_(print({ ...PRINTED, Expiration: "2020-01-01T00:00:00Z" })) },
    "credentials-expired: Sign in again",
  ],
  [
    "a credential_process with a date that is none",
    { files: process_(print({ ...PRINTED, Expiration: "soon" })), keys: KNOWN },
    "profile -",
  ],
  [
    "a credential_process that hangs",
    { env: { QUIRE_CREDENTIAL_PROCESS_SECONDS: "1" }, files: process_("sleep 60") },
    "credentials-invalid: did not answer in time|timeout",
  ],
  [
    "a credential_process that never stops printing",
    { files: process_("yes") },
    "credentials-invalid: printed too much",
  ],
  // SSO.
  [
    "SSO, signed in",
    { files: { ...config(`[default]\n${SSO}${SESSION}`), ...ssoCache(SIGNED_IN) }, keys: STS_KEYS },
    "sso token",
  ],
  [
    "SSO, nobody signed in",
    { files: config(`[default]\n${SSO}${SESSION}`) },
    "credentials-invalid: aws sso login --profile default",
  ],
  [
    "SSO, the sign-in has expired",
    { files: { ...config(`[default]\n${SSO}${SESSION}`), ...ssoCache({ ...SIGNED_IN, expiresAt: soon(-3600) }) } },
    "credentials-invalid: has expired",
  ],
  [
    "SSO, the portal refuses",
    { files: { ...config(`[default]\n${SSO}${SESSION}`), ...ssoCache(SIGNED_IN) }, sts: { mode: "accessdenied" } },
    "credentials-invalid: may use the account and role",
  ],
  [
    "SSO, the portal says expired",
    { files: { ...config(`[default]\n${SSO}${SESSION}`), ...ssoCache(SIGNED_IN) }, sts: { mode: "expiredtoken" } },
    "credentials-invalid: aws sso login",
  ],
  [
    "SSO, a session that is not there",
    { files: config(`[default]\n${SSO}`) },
    "credentials-incomplete: [sso-session work]",
  ],
  [
    "SSO, no account",
    { files: config(`[default]\nsso_session = work\nsso_role_name = r\n${SESSION}`) },
    "credentials-incomplete: sso_account_id",
  ],
  [
    "SSO, a broken cache",
    {
      files: {
        ...config(`[default]\n${SSO}${SESSION}`),
        [`.aws/sso/cache/${createHash("sha1").update("work").digest("hex")}.json`]: "{",
      },
    },
    "credentials-invalid: aws sso login",
  ],
  // Web identity.
  [
    "web identity (EKS), a token with a line break",
    { env: EKS, files: { token: "canaryToken\n" }, sts: { "web-token": "canaryToken" }, keys: STS_KEYS },
    "web-identity token",
  ],
  [
    "web identity without a role",
    { env: { AWS_WEB_IDENTITY_TOKEN_FILE: "HOME/token" }, files: { token: "canaryToken" } },
    "credentials-incomplete: AWS_ROLE_ARN is missing",
  ],
  ["web identity, no such file", { env: EKS }, "credentials-invalid: cannot be read (ENOENT)"],
  ["web identity, an empty file", { env: EKS, files: { token: "\n" } }, "credentials-invalid: is empty"],
  [
    "web identity, the token has expired",
    { env: EKS, files: { token: "canaryToken" }, sts: { mode: "expiredtoken" } },
    "credentials-invalid: has expired",
  ],
  [
    "web identity, the token is refused",
    { env: EKS, files: { token: "canaryToken" }, sts: { mode: "invalidtoken" } },
    "credentials-invalid: trust",
  ],
  [
    "web identity, the region is off",
    { env: EKS, files: { token: "canaryToken" }, sts: { mode: "regiondisabled" } },
    "credentials-invalid: not active in this region",
  ],
  [
    "web identity, STS resets",
    { env: EKS, files: { token: "canaryToken" }, sts: { mode: "reset" } },
    "credentials-invalid: cannot be reached",
  ],
  // Container.
  ["container", { env: CONTAINER, keys: CONTAINER_KEYS }, "container token"],
  [
    "container, answers 500 twice first",
    { env: CONTAINER, container: { fail: 2 }, keys: CONTAINER_KEYS },
    "container token",
  ],
  [
    "container, a token's file with a line break (EKS Pod Identity)",
    {
      env: { ...CONTAINER, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: "HOME/pod" },
      files: { pod: "canaryToken\n" },
      container: { "auth-token": "canaryToken" },
      keys: CONTAINER_KEYS,
    },
    "container token",
  ],
  [
    "container, a wrong token",
    {
      env: { ...CONTAINER, AWS_CONTAINER_AUTHORIZATION_TOKEN: "canaryTokenWrong" },
      container: { "auth-token": "right" },
    },
    "credentials-invalid: refused the container's token",
  ],
  [
    "container, no such token's file",
    { env: { ...CONTAINER, AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE: "HOME/none" } },
    "credentials-invalid: cannot be read (ENOENT)",
  ],
  ["container, hangs", { env: CONTAINER, container: { mode: "hang" } }, "timeout: did not answer"],
  ["container, drips", { env: CONTAINER, container: { mode: "drip" } }, "timeout: did not answer"],
  ["container, breaks off", { env: CONTAINER, container: { mode: "truncate" } }, "unreachable: broke"],
  ["container, resets", { env: CONTAINER, container: { mode: "reset" } }, "unreachable: broke the connection off"],
  ["container, 404", { env: CONTAINER, container: { mode: "404" } }, "credentials-invalid: answered 404"],
  [
    "container, a web page",
    { env: CONTAINER, container: { mode: "garbage" } },
    "credentials-invalid: answered no credentials",
  ],
  [
    "container, broken JSON",
    { env: CONTAINER, container: { mode: "badjson" } },
    "credentials-invalid: answered no credentials",
  ],
  [
    "container, nothing",
    { env: CONTAINER, container: { mode: "empty" } },
    "credentials-invalid: answered no credentials",
  ],
  ["container, a redirect", { env: CONTAINER, container: { mode: "redirect" } }, "credentials-invalid: answered 3"],
  ["container, empty keys", { env: CONTAINER, container: { mode: "emptykeys" } }, "credentials-invalid: without a key"],
  ["container, expired", { env: CONTAINER, container: { mode: "expired" } }, "credentials-expired: Sign in again"],
  [
    "container, an expiry that is no time",
    { env: CONTAINER, container: { mode: "badexpiry" }, keys: CONTAINER_KEYS },
    "container token",
  ],
  [
    "container, no expiry",
    { env: CONTAINER, container: { mode: "noexpiry" }, keys: CONTAINER_KEYS },
    "container token",
  ],
  [
    "container, an expiry in seconds",
    { env: CONTAINER, container: { mode: "epochexpiry" }, keys: CONTAINER_KEYS },
    "container token",
  ],
  ["container, no token", { env: CONTAINER, container: { mode: "notoken" }, keys: CONTAINER_KEYS }, "container -"],
  [
    "container, blanks around values",
    { env: CONTAINER, container: { mode: "spaces" }, keys: CONTAINER_KEYS },
    "container token",
  ],
  [
    "container, names in lower case",
    { env: CONTAINER, container: { mode: "lowercase" }, keys: CONTAINER_KEYS },
    "container -",
  ],
  ["container, no URL", { env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: "not a url" } }, "credentials-invalid: is no URL"],
  [
    "container, nothing listens",
    { env: { AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://127.0.0.1:9/" } },
    "unreachable: nothing listens there",
  ],
  // Instance metadata.
  ["instance metadata", { env: IMDS, keys: IMDS_KEYS }, "instance-metadata token"],
  [
    "instance metadata, version 1 only",
    { env: IMDS, imds: { mode: "v1only" }, keys: IMDS_KEYS },
    "instance-metadata token",
  ],
  [
    "instance metadata, version 1 forbidden",
    { env: { ...IMDS, AWS_EC2_METADATA_V1_DISABLED: "true" }, imds: { mode: "v1only" } },
    "credentials-missing: Set AWS_ACCESS_KEY_ID",
  ],
  [
    "instance metadata switched off here",
    { env: { ...IMDS, AWS_EC2_METADATA_DISABLED: "TRUE" } },
    "credentials-missing: Set AWS_ACCESS_KEY_ID",
  ],
  [
    "instance metadata switched off there",
    { env: IMDS, imds: { mode: "disabled" } },
    "credentials-missing: Set AWS_ACCESS_KEY_ID",
  ],
  [
    "instance metadata, one hop too far",
    { env: IMDS, imds: { mode: "hoplimit" } },
    "credentials-invalid: hop limit to 2",
  ],
  [
    "instance metadata without a role",
    { env: IMDS, imds: { mode: "norole" } },
    "credentials-missing: Set AWS_ACCESS_KEY_ID",
  ],
  [
    "instance metadata, an empty role",
    { env: IMDS, imds: { mode: "emptyrole" } },
    "credentials-missing: Set AWS_ACCESS_KEY_ID",
  ],
  ["instance metadata, slow", { env: IMDS, imds: { mode: "slow" } }, "timeout: did not answer"],
  ["instance metadata, drips", { env: IMDS, imds: { mode: "drip" } }, "timeout: did not answer"],
  ["instance metadata, hangs", { env: IMDS, imds: { mode: "hang" } }, "timeout: did not answer"],
  ["instance metadata, resets", { env: IMDS, imds: { mode: "reset" } }, "unreachable: broke the connection off"],
  ["instance metadata, 404", { env: IMDS, imds: { mode: "404" } }, "credentials-missing: Set AWS_ACCESS_KEY_ID"],
  ["instance metadata, 500", { env: IMDS, imds: { mode: "500" } }, "credentials-invalid: answered 500"],
  [
    "instance metadata, a captive portal",
    { env: IMDS, imds: { mode: "garbage" } },
    "credentials-invalid: captive portal",
  ],
  [
    "instance metadata, broken JSON",
    { env: IMDS, imds: { mode: "badjson" } },
    "credentials-invalid: answered no credentials",
  ],
  [
    "instance metadata, the role's trust is wrong",
    { env: IMDS, imds: { mode: "codefailed" } },
    "credentials-invalid: trust",
  ],
  [
    "instance metadata, expired in an outage",
    { env: IMDS, imds: { mode: "expired" }, keys: IMDS_KEYS },
    "instance-metadata token",
  ],
  [
    "instance metadata, an expiry that is no time",
    { env: IMDS, imds: { mode: "badexpiry" }, keys: IMDS_KEYS },
    "instance-metadata token",
  ],
  ["instance metadata, no token", { env: IMDS, imds: { mode: "notoken" }, keys: IMDS_KEYS }, "instance-metadata -"],
  [
    "instance metadata, blanks around values",
    { env: IMDS, imds: { mode: "spaces" }, keys: IMDS_KEYS },
    "instance-metadata token",
  ],
  ["instance metadata, empty keys", { env: IMDS, imds: { mode: "emptykeys" } }, "credentials-invalid: without a key"],
]

interface Probe {
  readonly ok: boolean
  readonly credentials?: {
    readonly source: string | null
    readonly credentials?: { readonly hasSessionToken: boolean }
  }
  readonly error?: { readonly code: string; readonly title: string; readonly message: string; readonly hint: string }
}

describe("[C12] every source of credentials, through the API with URL and region only", () => {
  let fakes: Record<"imds" | "container" | "sts", Fake>
  beforeAll(async () => {
    const [imds, container, sts] = await Promise.all([
      startFake("imds", { mode: "v2only" }),
      startFake("container", { mode: "ok" }),
      startFake("sts", { mode: "ok" }),
    ])
    fakes = { imds, container, sts }
  })
  afterAll(async () => {
    for (const fake of Object.values(fakes)) await fake[Symbol.asyncDispose]()
  })

  test.each(CASES.filter(([, { asNobody }]) => asNobody !== true || isRoot))("%s", async (_, given, expected) => {
    const { env = {}, files = {}, imds = {}, container = {}, sts = {}, form = {}, keys, asNobody = false } = given
    await fakes.imds.set(imds)
    await fakes.container.set({ "auth-token": "", ...container })
    await fakes.sts.set({ "web-token": "", ...sts })
    const [home, dataFolder] = [newFolder("home"), newFolder("data")]
    writeFiles(home, files)
    if (asNobody) for (const path of [home, dataFolder, join(home, ".aws/credentials")]) chownSync(path, NOBODY, NOBODY)
    const replaced = (value: string): string =>
      value.replace("IMDS", fakes.imds.url).replace("CONTAINER", fakes.container.url).replace(/^HOME/, home)
    const environment = {
      HOME: home,
      AWS_EC2_METADATA_DISABLED: "true",
      AWS_ENDPOINT_URL_STS: fakes.sts.url,
      AWS_ENDPOINT_URL_SSO: fakes.sts.url,
      AWS_ENDPOINT_URL_SSO_OIDC: fakes.sts.url,
      ...Object.fromEntries(Object.entries(env).map(([name, value]) => [name, replaced(value)])),
    }
    const known = keys ?? [env["AWS_ACCESS_KEY_ID"] ?? "nobody", env["AWS_SECRET_ACCESS_KEY"] ?? "nothing"]
    const double = await startS3Double({
      profile: "aws",
      accessKeyId: known[0],
      secretAccessKey: known[1],
      takesAnySessionToken: true,
    })
    double.createBucket("box")
    try {
      await using quire = await startQuire({ home, dataFolder, environment, ...(asNobody ? { uid: NOBODY } : {}) })
      const asked = { kind: "s3", bucketUrl: `${double.url}/box`, region: "us-east-1", ...form }
      const probed = await quire.api<Probe>("POST", "/storages/probe", asked)
      const added = await quire.api("POST", "/storages", asked)
      const explained = await quire.api("GET", "/credentials/aws")
      expect(probed.status, probed.text).toBe(200)
      expectOutcome(probed.body, expected)
      expect([201, 422, 502, 504]).toContain(added.status)
      expect(added.status === 201).toBe(probed.body.ok)
      expect((await fetch(`${quire.url}/health`)).status).toBe(200)
      expect((await quire.api("GET", "/storages/home/files?path=/")).status).toBe(200)
      const texts = { probed: probed.text, added: added.text, explained: explained.text, log: quire.output() }
      for (const secret of CANARIES) expect(findSecret(secret, texts, [dataFolder])).toEqual([])
    } finally {
      await double.close()
    }
  })
})

function expectOutcome({ ok, credentials: report, error }: Probe, expected: string): void {
  const [code = "", words] = expected.split(": ")
  if (words === undefined) {
    const token = report?.credentials?.hasSessionToken === true ? "token" : "-"
    expect(error, JSON.stringify(error)).toBeUndefined()
    expect(`${report?.source} ${token}`).toBe(expected)
    expect(ok).toBe(true)
    return
  }
  const said = `${error?.title} ${error?.message} ${error?.hint}`
  expect(`${error?.code}: ${said}`).toContain(code)
  expect(
    words.split("|").some((part) => said.includes(part)),
    said,
  ).toBe(true)
}

function writeFiles(home: string, files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    const file = join(home, name)
    mkdirSync(dirname(file), { recursive: true })
    if (typeof content !== "string" && "folder" in content) mkdirSync(file)
    else if (typeof content === "string") writeFileSync(file, content.replaceAll("HOME/", `${home}/`))
    else {
      writeFileSync(file, content.text)
      chmodSync(file, content.mode)
    }
  }
}
