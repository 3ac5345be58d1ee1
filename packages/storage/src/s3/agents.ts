import { lookup as resolveName } from "node:dns"
import { readFileSync } from "node:fs"
import { Agent } from "node:http"
import { Agent as TlsAgent } from "node:https"
import { BlockList, isIP } from "node:net"
import type { LookupFunction } from "node:net"
import { getCACertificates } from "node:tls"
import type { StorageError } from "../errors.ts"

/** Addresses of a machine's own metadata, and of nothing else that is a bucket: a bucket's URL must not make the server
 *  ask them. Private ranges are fine: that is where self-hosted buckets are. */
const REFUSED = new BlockList()
REFUSED.addSubnet("169.254.0.0", 16, "ipv4")
REFUSED.addSubnet("fe80::", 10, "ipv6")
REFUSED.addAddress("fd00:ec2::254", "ipv6")
REFUSED.addAddress("fd20:ce::254", "ipv6")
REFUSED.addAddress("100.100.100.200", "ipv4")
REFUSED.addAddress("0.0.0.0", "ipv4")
REFUSED.addAddress("::", "ipv6")

/** Whether an IP address must not be asked; those mapped into IPv6 as well. */
export function isRefusedAddress(address: string): boolean {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1]
  if (mapped !== undefined) return REFUSED.check(mapped, "ipv4")
  return isIP(address) !== 0 && REFUSED.check(address, isIP(address) === 4 ? "ipv4" : "ipv6")
}

/** Why a host is refused by its name alone: it is such an address itself, which no lookup would see. */
export function refusedHost(host: string): StorageError | undefined {
  const bare = host.replace(/^\[(.*)\]$/, "$1").replace(/%.*$/, "")
  return isRefusedAddress(bare) ? refusal(host) : undefined
}

function refusal(host: string): StorageError {
  return { code: "unreachable", host, because: "it is an address of a machine's own metadata, which is not asked" }
}

/** Looks a name up for each connection, and refuses what it must not lead to. */
const guardedLookup: LookupFunction = (hostname, options, callback) => {
  resolveName(hostname, { ...options, all: true }, (error, found) => {
    if (error !== null) return callback(error, "", 0)
    const allowed = found.filter(({ address }) => !isRefusedAddress(address))
    const [first] = allowed
    if (first === undefined) {
      const refused = Object.assign(new Error("refused address"), { storageError: refusal(hostname) })
      return callback(refused, "", 0)
    }
    if (options.all === true) return (callback as (error: null, found: typeof allowed) => void)(null, allowed)
    return callback(null, first.address, first.family)
  })
}

const SOCKETS = 50

/** Connections that are kept open; by the proxy and with the certificates that the environment names. */
export function makeAgents(environment: Readonly<Record<string, string | undefined>>): {
  readonly httpAgent: Agent
  readonly httpsAgent: TlsAgent
} {
  const common = { keepAlive: true, maxSockets: SOCKETS, lookup: guardedLookup, proxyEnv: environment }
  const ca = certificates(environment["AWS_CA_BUNDLE"]?.trim())
  return { httpAgent: new Agent(common), httpsAgent: new TlsAgent({ ...common, ...(ca === undefined ? {} : { ca }) }) }
}

/** The system's certificates and those of a file; the file may be gone, which then shows as a certificate not trusted. */
function certificates(file: string | undefined): string[] | undefined {
  if (file === undefined || file === "") return undefined
  try {
    return [...getCACertificates("default"), readFileSync(file, "utf8")]
  } catch {
    return undefined
  }
}
