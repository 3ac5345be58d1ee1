import { encodeStrictly } from "./sigv4.ts"

/** How one kind of server departs from the others. `ceph16` is Ceph RGW 16.2.15 and `swift` is Swift's s3api 2.30.1, both
 *  measured (S3.md §4 and the real servers, answer by answer); the others are what vendors and issue trackers say. */
export interface ServerProfile {
  readonly defaultRegion: string
  /** Regions it takes in a signature. `own` is the server's region, and is answered when another is asked for. */
  readonly regions: "own" | "any" | readonly string[]
  readonly unknownKey: ErrorCode
  readonly wrongSecret: ErrorCode
  readonly wrongPayload: ErrorCode
  /** A session token that this server did not issue, or none where one is due. */
  readonly wrongToken: ErrorCode | "ignored"
  readonly missingToken: ErrorCode | "ignored"
  /** Ceph leaves every error's message empty. */
  readonly hasMessages: boolean
  /** If-Match and If-None-Match on PutObject. `bare`: enforced, and a quoted ETag never matches. */
  readonly writeConditions: "enforced" | "bare" | "refused" | "ignored"
  readonly ifMatchOnMissing: ErrorCode
  /** Answer to an If-Match that held when the request came and no longer when it was carried out. */
  readonly lostRace: ErrorCode | undefined
  readonly copyConditions: "enforced" | "refused" | "ignored"
  readonly deleteConditions: "enforced" | "ignored"
  /** If-Match and If-None-Match on CompleteMultipartUpload. */
  readonly completeConditions: "enforced" | "ignored"
  /** Ceph leaves the ETag of a completed upload empty in its answer. */
  readonly completeEtag: "quoted" | "empty"
  readonly copyEtag: "quoted" | "bare"
  readonly deleteObjects: "any" | "checksum" | "content-md5" | "absent"
  readonly trailers: "decoded" | ErrorCode
  /** A body whose length is not announced. */
  readonly streams: "accepted" | "refused"
  readonly tooLongKey: ErrorCode
  readonly createAgain: "ok" | "BucketAlreadyOwnedByYou"
  readonly bucketRegionHeader: boolean
  /** GetBucketLocation's answer; "" is an empty element. */
  readonly location: (region: string) => string
  /** With encoding-type=url. */
  readonly encodeKey: (key: string) => string
  readonly encodePrefix: (prefix: string) => string
  /** The listing's Prefix, Delimiter and StartAfter, which Ceph sends back as they came. */
  readonly encodeEcho: (text: string) => string
  /** Ceph's continuation token is the last name of the page; the others hide it. Undefined: not one of ours. */
  readonly writeToken: (lastName: string) => string
  readonly readToken: (token: string) => string | undefined
  readonly unencodedControls: "escaped" | "InternalError"
  /** GCS's front end adds to Accept-Encoding on the way, so a signature over it never matches. */
  readonly rewritesAcceptEncoding: boolean
}

export type Profile = "aws" | "ceph16" | "swift" | "r2" | "gcs"

const encodeSegments = (text: string) => text.split("/").map(encodeStrictly).join("/")
/** AWS writes a space as `+` (github.com/brekkylab/backlot/issues/178, measured there), Ceph and Swift as `%20`. */
const encodeLikeForms = (text: string) => encodeSegments(text).replaceAll("%20", "+")
const asItCame = (text: string) => text

const aws: ServerProfile = {
  defaultRegion: "us-east-1",
  regions: "own",
  unknownKey: "InvalidAccessKeyId",
  wrongSecret: "SignatureDoesNotMatch",
  wrongPayload: "XAmzContentSHA256Mismatch",
  wrongToken: "InvalidToken",
  missingToken: "InvalidAccessKeyId",
  hasMessages: true,
  writeConditions: "enforced",
  ifMatchOnMissing: "NoSuchKey",
  lostRace: "ConditionalRequestConflict",
  copyConditions: "enforced",
  deleteConditions: "enforced",
  completeConditions: "enforced",
  completeEtag: "quoted",
  copyEtag: "quoted",
  deleteObjects: "checksum",
  trailers: "decoded",
  streams: "refused",
  tooLongKey: "KeyTooLongError",
  createAgain: "BucketAlreadyOwnedByYou",
  bucketRegionHeader: true,
  location: (region) => (region === "us-east-1" ? "" : region),
  encodeKey: encodeLikeForms,
  encodePrefix: encodeLikeForms,
  encodeEcho: encodeLikeForms,
  writeToken: (lastName) => Buffer.from(lastName).toString("base64"),
  readToken: (token) => {
    const lastName = Buffer.from(token, "base64").toString()
    return Buffer.from(lastName).toString("base64") === token ? lastName : undefined
  },
  unencodedControls: "escaped",
  rewritesAcceptEncoding: false,
}

export const profiles = {
  aws,
  ceph16: {
    ...aws,
    regions: "any",
    unknownKey: "AccessDenied",
    wrongSecret: "AccessDenied",
    wrongToken: "InvalidArgument",
    missingToken: "AccessDenied",
    hasMessages: false,
    writeConditions: "bare",
    ifMatchOnMissing: "PreconditionFailed",
    lostRace: "UnknownError",
    copyConditions: "ignored",
    deleteConditions: "ignored",
    completeConditions: "ignored",
    completeEtag: "empty",
    copyEtag: "bare",
    deleteObjects: "any",
    trailers: "MissingContentLength",
    tooLongKey: "InvalidObjectName",
    createAgain: "ok",
    bucketRegionHeader: false,
    location: () => "default",
    encodeKey: encodeStrictly,
    encodePrefix: encodeSegments,
    encodeEcho: asItCame,
    writeToken: asItCame,
    readToken: asItCame,
  },
  swift: {
    ...aws,
    unknownKey: "SignatureDoesNotMatch",
    wrongPayload: "BadDigest",
    wrongToken: "ignored",
    missingToken: "ignored",
    writeConditions: "refused",
    lostRace: undefined,
    copyConditions: "refused",
    deleteObjects: "content-md5",
    trailers: "NotImplemented",
    streams: "accepted",
    bucketRegionHeader: false,
    location: () => "",
    encodeKey: encodeSegments,
    encodePrefix: encodeSegments,
    encodeEcho: encodeSegments,
    unencodedControls: "InternalError",
  },
  r2: {
    ...aws,
    defaultRegion: "auto",
    regions: ["auto", "us-east-1", "", "wnam", "enam", "weur", "eeur", "apac", "oc"],
    ifMatchOnMissing: "PreconditionFailed",
    lostRace: undefined,
    copyConditions: "ignored",
    deleteConditions: "ignored",
    trailers: "NotImplemented",
    bucketRegionHeader: false,
    location: (region) => region,
    encodeKey: encodeSegments,
    encodePrefix: encodeSegments,
    encodeEcho: encodeSegments,
  },
  gcs: {
    ...aws,
    defaultRegion: "auto",
    regions: "any",
    // ETag conditions are for reads; a write goes through and overwrites (github.com/ClickHouse/ClickHouse/issues/115266).
    writeConditions: "ignored",
    copyConditions: "ignored",
    deleteConditions: "ignored",
    completeConditions: "ignored",
    lostRace: undefined,
    deleteObjects: "absent",
    trailers: "NotImplemented",
    bucketRegionHeader: false,
    location: () => "US",
    encodeKey: encodeSegments,
    encodePrefix: encodeSegments,
    encodeEcho: encodeSegments,
    rewritesAcceptEncoding: true,
  },
} satisfies Record<Profile, ServerProfile>

/** Why a PutObject (or a copy) with If-Match or If-None-Match is refused, if it is. `etagAtArrival` tells a lost race from
 *  a condition that never held. */
export function failedWriteCondition(
  profile: ServerProfile,
  headers: Readonly<Record<string, string>>,
  found: { readonly etag: string } | undefined,
  { etagAtArrival }: { readonly etagAtArrival: string | undefined },
): ErrorCode | undefined {
  const { writeConditions, ifMatchOnMissing, lostRace } = profile
  const { "if-match": ifMatch, "if-none-match": ifNoneMatch } = headers
  if (writeConditions === "ignored" || (ifMatch === undefined && ifNoneMatch === undefined)) return undefined
  if (writeConditions === "refused") return "NotImplemented"
  const holds = (condition: string, etag: string | undefined) =>
    etag !== undefined && (writeConditions === "bare" ? ["*", etag].includes(condition) : isMatch(condition, etag))
  if (ifNoneMatch !== undefined && holds(ifNoneMatch, found?.etag)) return "PreconditionFailed"
  if (ifMatch === undefined || holds(ifMatch, found?.etag)) return undefined
  if (holds(ifMatch, etagAtArrival) && lostRace !== undefined) return lostRace
  return found === undefined ? ifMatchOnMissing : "PreconditionFailed"
}

/** As all of them compare on reads: quoted, bare or weak. */
export function isMatch(condition: string, etag: string): boolean {
  return condition === "*" || condition.replace(/^(?:W\/)?"(.*)"$/, "$1") === etag
}

export const errors = {
  AccessDenied: [403, "Access Denied"],
  AuthorizationHeaderMalformed: [400, "The authorization header is malformed."],
  BadDigest: [400, "The Content-MD5 you specified did not match what we received."],
  BucketAlreadyOwnedByYou: [409, "Your previous request to create the named bucket succeeded and you already own it."],
  ConditionalRequestConflict: [409, "The conditional request cannot succeed due to a conflicting operation."],
  InternalError: [500, "We encountered an internal error. Please try again."],
  InvalidAccessKeyId: [403, "The AWS Access Key Id you provided does not exist in our records."],
  InvalidArgument: [400, "Invalid Argument"],
  InvalidDigest: [400, "The Content-MD5 you specified is not valid."],
  InvalidObjectName: [400, ""],
  InvalidRange: [416, "The requested range is not satisfiable"],
  InvalidRegionName: [400, "The region name is not valid."],
  InvalidRequest: [400, "Invalid Request"],
  InvalidToken: [400, "The provided token is malformed or otherwise invalid."],
  InvalidURI: [400, "Couldn't parse the specified URI."],
  KeyTooLongError: [400, "Your key is too long."],
  MalformedXML: [400, "The XML you provided was not well-formed or did not validate against our published schema"],
  MissingContentLength: [411, "You must provide the Content-Length HTTP header."],
  NoSuchBucket: [404, "The specified bucket does not exist."],
  EntityTooSmall: [400, "Your proposed upload is smaller than the minimum allowed object size."],
  InvalidPart: [400, "One or more of the specified parts could not be found."],
  NoSuchUpload: [404, "The specified upload does not exist."],
  NoSuchKey: [404, "The specified key does not exist."],
  NotImplemented: [501, "A header or query you provided implies functionality that is not implemented."],
  PreconditionFailed: [412, "At least one of the preconditions you specified did not hold."],
  RequestTimeTooSkewed: [403, "The difference between the request time and the current time is too large."],
  SignatureDoesNotMatch: [403, "The request signature we calculated does not match the signature you provided."],
  SlowDown: [503, "Please reduce your request rate."],
  UnknownError: [500, ""],
  XAmzContentSHA256Mismatch: [400, "The provided 'x-amz-content-sha256' header does not match what was computed."],
} satisfies Record<string, readonly [status: number, message: string]>

export type ErrorCode = keyof typeof errors
