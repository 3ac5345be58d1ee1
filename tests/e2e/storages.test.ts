import { credentialsProvider, CredentialSources, parseBucketAddress, s3Storage } from "@quire/storage"
import type { Storage, StorageId } from "@quire/storage"
import { describe } from "vitest"
import { describeStorage } from "../../packages/storage/test/contract.ts"
import { countParts, makeBucket, testServers } from "../support/s3-servers.ts"

// The contract of storages against real servers: what a double cannot prove. Needs Ceph or Swift (tools/test.ts).
const servers = await testServers()

describe("[C5] real servers", () => {
  for (const server of servers) {
    describeStorage(`a real server: ${server.name}`, async () => {
      const url = await makeBucket(server)
      const address = parseBucketAddress(`${url}/notes`)
      if (!address.ok) throw new Error(address.error.because)
      const environment = { AWS_ACCESS_KEY_ID: server.accessKeyId, AWS_SECRET_ACCESS_KEY: server.secretAccessKey }
      const sources = new CredentialSources({ environment, mayUseServerIdentity: true, now: Date.now })
      const open = (isReadOnly: boolean): Storage =>
        s3Storage({
          id: "real" as StorageId,
          name: server.name,
          address: address.value,
          environment,
          credentials: credentialsProvider(() => sources.resolve({}), Date.now),
          isReadOnly,
        })
      return {
        storage: open(false),
        readOnly: open(true),
        leftParts: () => countParts(server, url),
        oddNames: ["a//b", "../x", "/lead", "\u0001", "a\u0301 NFD", "%2F%20"],
      }
    })
  }
})
