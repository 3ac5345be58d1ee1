import { encode, FRAME_LIMIT } from "@quire/protocol/child"
import type { ToParent } from "@quire/protocol/child"

/** The parent ends a process whose frames are larger than its limit; this much is left for the rest of a frame. */
const MESSAGE_LIMIT = FRAME_LIMIT - 1024

/** Said where what a cell shows is too large to be handed over. */
function inPlaceOf(message: ToParent, bytes: number): ToParent {
  const problem = `This is too large to be shown: ${Math.round(bytes / 1024 / 1024)} MB.`
  if (message.type === "reply") return { ...message, value: undefined, problem }
  if (message.type !== "output") throw new Error(problem)
  const error = { name: "RangeError", message: problem, stack: `RangeError: ${problem}`, frames: [], causes: [] }
  return { ...message, output: { type: "error", ...error, hint: "Show a part of it." } }
}

/** The message as bytes, or what is said in its place where it is too large for a frame. */
export function encodeWithin(message: ToParent): Uint8Array {
  const bytes = encode(message)
  return bytes.length <= MESSAGE_LIMIT ? bytes : encode(inPlaceOf(message, bytes.length))
}
