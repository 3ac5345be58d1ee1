import { HEAD_CHARACTERS, HEAD_OUTPUTS, TAIL_CHARACTERS, TAIL_OUTPUTS } from "@quire/session/limits"
import type { Output, ToParent } from "@quire/protocol/child"
import { cutPoint } from "./cut-point.ts"

/** Something printed. */
export type Printed = Extract<ToParent, { type: "output" }> & { readonly output: Extract<Output, { type: "stream" }> }

interface Segment extends Omit<Printed, "output"> {
  /** Where it stands among all that is held. */
  readonly n: number
  readonly name: "stdout" | "stderr"
  text: string
  omitted: number
}

/** What is held of one run. */
interface Held {
  characters: number
  segments: number
}

const FRAME_MS = 16
const FLOOD_MS = 50
/** Characters that pass as they come within a frame: what a crash takes with it is at most a flood's last moment. */
const CALM_CHARACTERS = 128 * 1024
/** Counted for each message beside its text. */
const MESSAGE_CHARACTERS = 100
const HELD_CHARACTERS = 4 * (HEAD_CHARACTERS + TAIL_CHARACTERS)
const HELD_SEGMENTS = 4 * (HEAD_OUTPUTS + TAIL_OUTPUTS)

/** Lets through what cells print as it comes; of a run that floods it lets through head and tail twenty times a second, and
 *  counts the rest. So the parent reads no more than pages keep, however much is printed. */
export class FloodGate {
  private readonly emit: (printed: Printed) => void
  private readonly isBusy: () => boolean
  private readonly onFlush: () => void
  private held: Segment[] = []
  private readonly runs = new Map<string, Held>()
  private count = 0
  private windowStart = 0
  private passed = 0
  private timer: NodeJS.Timeout | undefined

  /** `isBusy`: the parent has not read what it was sent. `onFlush`: a flood's report was emitted by the clock. */
  constructor(emit: (printed: Printed) => void, isBusy: () => boolean, onFlush: () => void) {
    this.emit = emit
    this.isBusy = isBusy
    this.onFlush = onFlush
  }

  add(printed: Printed): void {
    const now = performance.now()
    if (now - this.windowStart > FRAME_MS) {
      this.windowStart = now
      this.passed = 0
    }
    const size = printed.output.text.length + MESSAGE_CHARACTERS
    if (this.held.length === 0 && this.passed + size <= CALM_CHARACTERS && !this.isBusy()) {
      this.passed += size
      this.emit(printed)
    } else this.hold(printed)
  }

  /** Emits what is held: something else comes, which keeps its place. */
  flush(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    if (this.held.length === 0) return
    for (const [key, { characters, segments }] of this.runs)
      if (characters > HEAD_CHARACTERS + TAIL_CHARACTERS || segments > HEAD_OUTPUTS + TAIL_OUTPUTS) this.cut(key)
    const held = this.held
    this.held = []
    this.runs.clear()
    for (const { n: _n, name, text, omitted, ...printed } of held) {
      const cut = omitted > 0 ? { omitted } : {}
      this.emit({ ...printed, output: { type: "stream", name, text, ...cut } })
    }
  }

  private hold({ output: { name, text, omitted = 0 }, ...printed }: Printed): void {
    const key = keyOf(printed)
    const run = this.runs.get(key) ?? { characters: 0, segments: 0 }
    this.runs.set(key, run)
    const last = this.held.at(-1)
    if (last !== undefined && keyOf(last) === key && last.name === name) {
      last.text += text
      last.omitted += omitted
    } else {
      this.held.push({ ...printed, n: this.count++, name, text, omitted })
      run.segments++
    }
    run.characters += text.length
    if (run.characters > HELD_CHARACTERS || run.segments > HELD_SEGMENTS) this.cut(key)
    this.timer ??= setTimeout(() => this.report(), FLOOD_MS)
  }

  /** Cuts the middle out of what one run has printed; all else stays as it is. */
  private cut(key: string): void {
    const kept = cutMiddle(this.held.filter((segment) => keyOf(segment) === key))
    this.held = [...this.held.filter((segment) => keyOf(segment) !== key), ...kept].sort((a, b) => a.n - b.n)
    this.runs.set(key, {
      characters: kept.reduce((sum, segment) => sum + segment.text.length, 0),
      segments: kept.length,
    })
  }

  private report(): void {
    this.timer = undefined
    if (this.isBusy()) this.timer = setTimeout(() => this.report(), FLOOD_MS)
    else {
      this.flush()
      this.onFlush()
    }
  }
}

function keyOf({ cell, run }: Pick<Printed, "cell" | "run">): string {
  return `${cell}\0${run}`
}

/** Head and tail, with what lay between counted where it was. */
function cutMiddle(segments: readonly Segment[]): Segment[] {
  const front = take(segments, HEAD_CHARACTERS, HEAD_OUTPUTS, false)
  const back = take(front.rest.toReversed(), TAIL_CHARACTERS, TAIL_OUTPUTS, true)
  const [first] = back.rest.slice(-1)
  const omitted = back.rest.reduce((sum, segment) => sum + segment.text.length + segment.omitted, 0)
  const mark = first === undefined ? [] : [{ ...first, text: "", omitted }]
  return [...front.taken, ...mark, ...back.taken.toReversed()]
}

/** The first segments that hold so many characters, and what remains; one that is cut counts as both. `isBackwards`: the
 *  ends of texts are taken, not their beginnings. */
function take(
  segments: readonly Segment[],
  characters: number,
  count: number,
  isBackwards: boolean,
): { readonly taken: Segment[]; readonly rest: Segment[] } {
  const taken: Segment[] = []
  let room = characters
  for (const [index, segment] of segments.entries()) {
    if (index >= count || room <= 0) return { taken, rest: segments.slice(index) }
    const { text } = segment
    if (text.length > room) {
      const at = cutPoint(text, isBackwards ? text.length - room : room)
      const [start, end] = [text.slice(0, at), text.slice(at)]
      const [kept, left] = isBackwards ? [end, start] : [start, end]
      taken.push({ ...segment, text: kept, omitted: 0 })
      return { taken, rest: [{ ...segment, text: left }, ...segments.slice(index + 1)] }
    }
    taken.push(segment)
    room -= text.length
  }
  return { taken, rest: [] }
}
