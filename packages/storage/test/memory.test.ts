import { describe } from "vitest"
import { describeStorage } from "./contract.ts"
import { memoryStorage } from "./memory.ts"

describe("[C5] memory, the contract's own measure", () => {
  const files = new Map<string, Uint8Array>()
  describeStorage("memory", () =>
    Promise.resolve({ storage: memoryStorage(false, files), readOnly: memoryStorage(true, files), oddNames: [] }),
  )
})
