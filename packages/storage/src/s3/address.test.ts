import { expect, test } from "vitest"
import { parseBucketAddress } from "./address.ts"

/** `endpoint bucket prefix region style`, or why not. */
function read(text: string): string {
  const parsed = parseBucketAddress(text)
  if (!parsed.ok) return parsed.error.because
  const { endpoint, bucket, prefix, region, isPathStyle } = parsed.value
  return `${endpoint ?? "aws"} ${bucket} ${prefix || "-"} ${region ?? "?"} ${isPathStyle ? "path" : "virtual"}`
}

test.each([
  ["s3://acme", "aws acme - ? virtual"],
  ["s3://acme/a/b/", "aws acme a/b/ ? virtual"],
  [" s3://acme ", "aws acme - ? virtual"],
  ["https://acme.s3.eu-west-1.amazonaws.com", "aws acme - eu-west-1 virtual"],
  ["https://acme.s3-eu-west-1.amazonaws.com/p", "aws acme p/ eu-west-1 virtual"],
  ["https://acme.s3.amazonaws.com", "aws acme - ? virtual"],
  ["https://my.dots.s3.us-east-2.amazonaws.com", "aws my.dots - us-east-2 path"],
  ["https://s3.eu-central-1.amazonaws.com/acme/x", "aws acme x/ eu-central-1 path"],
  ["https://s3.dualstack.eu-central-1.amazonaws.com/acme", "aws acme - eu-central-1 path"],
  ["https://acme.s3.us-gov-west-1.amazonaws.com", "aws acme - us-gov-west-1 virtual"],
  ["http://localhost:9000/acme/p q", "http://localhost:9000 acme p q/ ? path"],
  ["localhost:9000/acme", "http://localhost:9000 acme - ? path"],
  ["127.0.0.1:18095/b1", "http://127.0.0.1:18095 b1 - ? path"],
  ["minio.example.org/acme", "https://minio.example.org acme - ? path"],
  [
    "https://0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com/acme",
    "https://0123456789abcdef0123456789abcdef.r2.cloudflarestorage.com acme - auto path",
  ],
  ["https://acme.nyc3.digitaloceanspaces.com/x", "https://nyc3.digitaloceanspaces.com acme x/ nyc3 path"],
  ["https://s3.nl-ams.scw.cloud/acme", "https://s3.nl-ams.scw.cloud acme - nl-ams path"],
  ["https://acme.s3.fr-par.scw.cloud", "https://s3.fr-par.scw.cloud acme - fr-par path"],
  ["https://h/acme/a%20b?x=1", "https://h acme a b/ ? path"],
  ["", "it is empty"],
  ["https://", "it is no http, https or s3 address"],
  ["https://minio.example.org", "it names no bucket: add /bucket at the end"],
  ["s3://", "it names no bucket: add /bucket at the end"],
  ["ftp://x/y", "it is no http, https or s3 address"],
  ["https://key:secret@host/b", "it holds a user name; type keys in their own fields"],
  ["s3://no bucket", '"no bucket" is no bucket name'],
])("[C4] %s is %s", (text, expected) => {
  expect(read(text)).toBe(expected)
})
