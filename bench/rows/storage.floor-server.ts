// An S3 server that answers at once: listings prepared beforehand, bodies of zeros or dropped. Started by
// `storage.ts` in a process of its own; it checks no signature.
import { createServer } from "node:http"
import type { AddressInfo } from "node:net"

const KEYS = 100_000
const PAGE = 1000
const NAMESPACE = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
const pages = new Map<string, Buffer>()

function page(start: number): Buffer {
  const keys = Array.from({ length: PAGE }, (_, n) => `data/2026/11/part-${String(start + n).padStart(8, "0")}.parquet`)
  const contents = keys.map(
    (key) =>
      `<Contents><Key>${key}</Key><LastModified>2026-11-24T12:00:00.000Z</LastModified>` +
      `<ETag>&quot;d41d8cd98f00b204e9800998ecf8427e&quot;</ETag><Size>1048576</Size><StorageClass>STANDARD</StorageClass></Contents>`,
  )
  const isLast = start + PAGE >= KEYS
  const next = isLast ? "" : `<NextContinuationToken>${start + PAGE}</NextContinuationToken>`
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult ${NAMESPACE}><Name>box</Name><Prefix></Prefix>` +
      `<KeyCount>${PAGE}</KeyCount><MaxKeys>${PAGE}</MaxKeys><EncodingType>url</EncodingType>` +
      `<IsTruncated>${String(!isLast)}</IsTruncated>${next}${contents.join("")}</ListBucketResult>`,
  )
}
for (let start = 0; start < KEYS; start += PAGE) pages.set(String(start), page(start))

const zeros = Buffer.alloc(1024 * 1024)
const xml = { "content-type": "application/xml" }
const server = createServer((request, response) => {
  const url = new URL(request.url ?? "/", "http://localhost")
  const { method } = request
  if (method === "GET" && url.searchParams.has("list-type")) {
    const body = pages.get(url.searchParams.get("continuation-token") ?? "0")
    response.writeHead(200, { ...xml, "content-length": body?.length ?? 0 })
    return response.end(body)
  }
  if (method === "GET") {
    const size = Number(/\d+$/.exec(url.pathname)?.[0] ?? 0)
    response.writeHead(200, { etag: '"zeros"', "content-length": size, "content-type": "application/octet-stream" })
    let left = size
    const more = (): void => {
      while (left > 0) {
        const chunk = left >= zeros.length ? zeros : zeros.subarray(0, left)
        left -= chunk.length
        if (!response.write(chunk)) return void response.once("drain", more)
      }
      response.end()
    }
    return more()
  }
  if (method === "HEAD") return response.writeHead(200, { etag: '"zeros"', "x-amz-meta-quire-write": writeId }).end()
  request.on("data", () => undefined)
  request.on("end", () => {
    if (url.searchParams.has("uploads")) {
      writeId = String(request.headers["x-amz-meta-quire-write"] ?? "")
      return response
        .writeHead(200, xml)
        .end(`<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>`)
    }
    if (method === "POST")
      return response
        .writeHead(200, xml)
        .end(`<CompleteMultipartUploadResult><ETag>"zeros-1"</ETag></CompleteMultipartUploadResult>`)
    return response.writeHead(200, { etag: '"zeros"' }).end()
  })
})
let writeId = ""
server.listen(0, "127.0.0.1", () =>
  process.send?.({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }),
)
process.on("disconnect", () => process.exit(0))
