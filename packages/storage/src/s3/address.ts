import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"

/** Where a bucket is. */
export interface BucketAddress {
  /** Undefined: AWS, whose endpoint follows from the region. */
  readonly endpoint: string | undefined
  readonly bucket: string
  /** Empty, or ends in `/`. */
  readonly prefix: string
  /** As the address itself says it; undefined where it does not. */
  readonly region: string | undefined
  readonly isPathStyle: boolean
}

export interface InvalidAddress {
  readonly code: "invalid-address"
  readonly because: string
}

/** Reads an address as people paste them: `s3://bucket/prefix`, AWS's virtual-host and path forms, R2, Spaces and other
 *  services' URLs, `localhost:9000/bucket`. Total: half a URL is a value that says what is missing. */
export function parseBucketAddress(text: string): Result<BucketAddress, InvalidAddress> {
  const trimmed = text
    .trim()
    .replace(/^(["'])(.*)\1$/, "$2")
    .replace(/^<(.*)>$/, "$1")
    .trim()
  if (trimmed === "") return invalid("it is empty")
  const short = fromShortForm(trimmed)
  if (short !== undefined) return short
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed)
    ? trimmed
    : `${isLocalHost(trimmed) ? "http" : "https"}://${trimmed}`
  const url = /^(https?):\/\/([^/?#@\s]+)(\/[^?#]*)?(?:[?#].*)?$/i.exec(withScheme)
  if (url === null) {
    return invalid(
      withScheme.includes("@")
        ? "it holds a user name; type keys in their own fields"
        : "it is no http, https or s3 address",
    )
  }
  const [, scheme = "https", host = "", path = ""] = url
  const console = fromConsole(host.toLowerCase(), path, withScheme)
  return console ?? fromHost(scheme.toLowerCase(), host.toLowerCase(), path)
}

const ON_AWS: At = { endpoint: undefined, region: undefined, isPathStyle: false }
const ON_GOOGLE: At = { endpoint: "https://storage.googleapis.com", region: "auto", isPathStyle: true }

/** Forms without a host: `s3://bucket/prefix`, an ARN, Hadoop's and Google's schemes, and a bucket's name alone. */
function fromShortForm(text: string): Result<BucketAddress, InvalidAddress> | undefined {
  const scheme = /^(s3[an]?|gs):\/\/([^/?#]*)(\/.*)?$/i.exec(text)
  if (scheme !== null)
    return finish(scheme[1]?.toLowerCase() === "gs" ? ON_GOOGLE : ON_AWS, scheme[2] ?? "", scheme[3] ?? "")
  const arn = /^arn:aws[a-z-]*:s3:::([^/]*)(\/.*)?$/.exec(text)
  if (arn !== null) return finish(ON_AWS, arn[1] ?? "", arn[2] ?? "")
  const bare = /^([a-z0-9][a-z0-9-]*)(\/.*)?$/.exec(text)
  return bare === null || bare[1] === "localhost" ? undefined : finish(ON_AWS, bare[1] ?? "", bare[2] ?? "")
}

/** A page of AWS's console, as people copy it from their browser. */
function fromConsole(host: string, path: string, url: string): Result<BucketAddress, InvalidAddress> | undefined {
  const found = /^(?:s3|([a-z]{2}(?:-[a-z]+)+-\d))\.console\.aws\.amazon\.com$/.exec(host)
  const bucket = /^\/s3\/(?:buckets|object)\/([^/?#]+)/.exec(path)?.[1]
  if (found === null || bucket === undefined) return undefined
  const query = new URLSearchParams(url.slice(url.indexOf("?") + 1))
  return finish({ ...ON_AWS, region: query.get("region") ?? found[1] }, bucket, `/${query.get("prefix") ?? ""}`)
}

/** `s3://bucket/prefix`, or the server's address before it. */
export function addressText({ endpoint, bucket, prefix }: BucketAddress): string {
  return endpoint === undefined
    ? `s3://${bucket}/${prefix}`.replace(/\/$/, "")
    : `${endpoint}/${bucket}/${prefix}`.replace(/\/$/, "")
}

// `bucket.s3.eu-west-1.amazonaws.com`, `s3.eu-west-1.amazonaws.com/bucket`, with `-`, dualstack, fips, and China's end.
const AWS =
  /^(?:(.+)\.)?s3[.-](?:(?:fips|dualstack|accelerate|website)[.-])*(?:([a-z]{2}(?:-[a-z]+)+-\d)\.)?amazonaws\.com(?:\.cn)?$/
// Services whose bucket may stand in front of the host: name → where the region is, if in the host.
const VIRTUAL_HOSTS: readonly RegExp[] = [
  /^(?:(.+)\.)?([a-z]{3}\d)\.(?:cdn\.)?digitaloceanspaces\.com$/,
  /^(?:(.+)\.)?([a-z]{2}-[a-z]+-\d)\.linodeobjects\.com$/,
  /^(?:(.+)\.)?([a-z]{3}\d)\.vultrobjects\.com$/,
  /^(?:(.+)\.)?([a-z]{3}\d)\.your-objectstorage\.com$/,
  /^(?:(.+)\.)?sos-([a-z]{2}-[a-z]+-\d)\.exo\.io$/,
  /^(?:(.+)\.)?s3\.([a-z0-9-]+)\.(?:backblazeb2\.com|wasabisys\.com|scw\.cloud|io\.cloud\.ovh\.net|perf\.cloud\.ovh\.net)$/,
]

function fromHost(scheme: string, host: string, path: string): Result<BucketAddress, InvalidAddress> {
  const aws = AWS.exec(host)
  if (aws !== null) {
    const at = { endpoint: undefined, region: aws[2], isPathStyle: aws[1] === undefined || aws[1].includes(".") }
    return aws[1] === undefined ? fromPath(at, path) : finish(at, aws[1], path)
  }
  for (const pattern of VIRTUAL_HOSTS) {
    const match = pattern.exec(host)
    if (match === null) continue
    const bare = match[1] === undefined ? host : host.slice(match[1].length + 1)
    const at = { endpoint: `${scheme}://${bare.replace(".cdn.", ".")}`, region: match[2], isPathStyle: true }
    return match[1] === undefined ? fromPath(at, path) : finish(at, match[1], path)
  }
  if (host.endsWith(".core.windows.net")) return invalid("it is Azure's, which does not speak S3")
  const anyRegion = /^(?:(.+)\.)?(fly\.storage\.tigris\.dev|t3\.storage\.dev|storage\.googleapis\.com)$/.exec(host)
  if (anyRegion !== null) {
    const at = { endpoint: `${scheme}://${anyRegion[2] ?? host}`, region: "auto", isPathStyle: true }
    return anyRegion[1] === undefined ? fromPath(at, path) : finish(at, anyRegion[1], path)
  }
  const behindPath = /^(\/storage\/v1\/s3)(\/.*)?$/.exec(path)
  if (behindPath !== null)
    return fromPath(
      { endpoint: `${scheme}://${host}${behindPath[1]}`, region: undefined, isPathStyle: true },
      behindPath[2] ?? "",
    )
  const r2 = /^(?:(.+)\.)?([0-9a-f]{32}(?:\.(?:eu|fedramp))?\.r2\.cloudflarestorage\.com)$/.exec(host)
  if (r2 !== null) {
    const at = { endpoint: `${scheme}://${r2[2] ?? host}`, region: "auto", isPathStyle: true }
    return r2[1] === undefined ? fromPath(at, path) : finish(at, r2[1], path)
  }
  return fromPath({ endpoint: `${scheme}://${host}`, region: undefined, isPathStyle: true }, path)
}

type At = Pick<BucketAddress, "endpoint" | "region" | "isPathStyle">

function fromPath(at: At, path: string): Result<BucketAddress, InvalidAddress> {
  const [, bucket = "", rest = ""] = /^\/?([^/]*)(\/.*)?$/s.exec(path) ?? []
  return finish(at, bucket, rest)
}

function finish(at: At, bucket: string, path: string): Result<BucketAddress, InvalidAddress> {
  const name = decode(bucket)
  if (name === "") return invalid("it names no bucket: add /bucket at the end")
  // Elsewhere shorter ones are met: Swift's containers.
  if (at.endpoint === undefined && name.length < 3)
    return invalid(`"${name}" is no bucket name: it has three letters or more`)
  if (!/^[A-Za-z0-9][A-Za-z0-9._:-]{0,254}$/.test(name)) return invalid(`"${name}" is no bucket name`)
  const prefix = decode(path.replace(/^\//, "")).replace(/\/+$/, "")
  // A dot in the name breaks TLS for virtual hosts.
  const isPathStyle = at.isPathStyle || name.includes(".")
  return ok({ ...at, isPathStyle, bucket: name, prefix: prefix === "" ? "" : `${prefix}/` })
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function isLocalHost(text: string): boolean {
  const host = text.split(/[/:]/)[0] ?? ""
  // A name without a dot, or with a port, is one of the local network.
  return !host.includes(".") || host.endsWith(".local") || /^\d+\.\d+\.\d+\.\d+$/.test(host) || host.startsWith("[")
}

function invalid(because: string): Result<never, InvalidAddress> {
  return err({ code: "invalid-address", because })
}
