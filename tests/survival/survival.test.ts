import { expect, test } from "vitest"
import { play } from "./world.ts"

// The ten-minute version with new seeds: `npm run soak`.
test.each(Array.from({ length: 20 }, (_, index) => index + 1))(
  "[S20] people, an editor, lost networks and killed servers: seed %d",
  async (seed) => {
    expect(await play({ seed, steps: 60, losesJournal: false })).toBe(undefined)
    expect(await play({ seed, steps: 25, losesJournal: true })).toBe(undefined)
  },
)
