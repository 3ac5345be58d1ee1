import type { Analysis, CellId, Diagnostic, NameUse } from "@quire/notebook"
import fc from "fast-check"
import { describe, expect, test } from "vitest"
import type { Effect, SessionEvent, StructureCell } from "../events.ts"
import { initialState } from "../state.ts"
import type { SessionState } from "../state.ts"
import { fromSnapshot, reduce, toSnapshot } from "./reduce.ts"

const place = { line: 1, column: 1, start: 0, end: 0 }
const WRONG: Diagnostic = { severity: "error", code: "type", message: "no", hint: "", place, rule: "ts2322" }
const use = (name: string): NameUse => ({ name, place, isDeferred: false })

/** A session over cells in a notation: `a=1`, `b=a+1` (uses a), `b~a` (reactive), `!x=a` (fails when run), `?x` (does not parse),
 *  `%x` (what uses it runs even so). */
class Play {
  state: SessionState = initialState(0)
  log: string[] = []
  private cells: string[]
  private typeErrorsStop = false

  constructor(notation: string) {
    this.cells = notation.split(" | ")
    this.structure()
    for (const id of this.cells.keys()) this.analyse(id)
  }

  /** `run a`, `all`, `stale`, `edit a=2`, `input a`, `die`, `stop`, `delete a`, `wrong a` (its types), `strict` (they stop). Effects are carried out at once. */
  act(action: string): this {
    const [verb, ...rest] = action.split(" ")
    const argument = rest.join(" ")
    if (verb === "run") this.event({ type: "runRequested", cells: argument.split(",").map((name) => this.id(name)) })
    else if (verb === "all" || verb === "stale") this.event({ type: "runRequested", cells: verb })
    else if (verb === "input") this.event({ type: "inputChanged", cell: this.id(argument), input: "i", value: 1 })
    else if (verb === "die") this.event({ type: "runtimeDied", reason: { type: "exit", code: 1 } })
    else if (verb === "delete") {
      this.cells[Number(this.id(argument))] = ""
      this.structure()
    } else if (verb === "strict") {
      this.typeErrorsStop = true
      this.structure()
    } else if (verb === "wrong") this.event({ type: "typed", problems: { [this.id(argument)]: [WRONG] } })
    else if (verb === "edit") {
      const index = Number(this.id(argument.split(/[=~]/)[0] ?? ""))
      this.cells[index] = argument
      this.structure()
      this.analyse(index)
    }
    return this
  }

  /** Every cell's mark: `a:fresh b:stale(a)`. */
  marks(): string {
    return this.cells
      .flatMap((text, index) => {
        const mark = this.state.marks[String(index) as CellId]
        return mark === undefined
          ? []
          : [`${nameOf(text)}:${mark.status}${mark.why.length > 0 ? `(${mark.why.join()})` : ""}`]
      })
      .join(" ")
  }

  event(event: SessionEvent): void {
    const { state, effects } = reduce(this.state, event)
    this.state = state
    // What is kept from the state before is what would be found anew.
    expect(state.marks).toEqual(fromSnapshot(toSnapshot(state)).marks)
    for (const effect of effects) this.carryOut(effect)
  }

  private carryOut(effect: Effect): void {
    if (effect.type !== "startCell") return
    const { cell, run } = effect
    const text = this.cells[Number(cell)] ?? ""
    this.log.push(nameOf(text))
    this.event({ type: "cellStarted", cell, run, at: 0, codeHash: this.state.analyses[cell]?.codeHash ?? "" })
    this.event({ type: "cellEnded", cell, run, outcome: /^%?!/.test(text) ? "error" : "done", ms: 1 })
  }

  private structure(): void {
    const cells = this.cells.flatMap((text, index): StructureCell[] =>
      text === ""
        ? []
        : [
            {
              id: String(index) as CellId,
              kind: "code",
              level: 0,
              title: "",
              branchFrom: undefined,
              isStatic: false,
              isReactive: text.includes("~"),
              continuesOnError: text.startsWith("%"),
            },
          ],
    )
    this.event({ type: "structureChanged", cells, isReactive: false, typeErrorsStop: this.typeErrorsStop })
  }

  private analyse(index: number): void {
    const text = this.cells[index] ?? ""
    const [, right = ""] = text.split(/[=~]/)
    const error = { severity: "error", code: "syntax", message: "no", hint: "", place } as const
    const analysis: Analysis = {
      textHash: text,
      codeHash: text.replace("#", ""),
      defines: [{ name: nameOf(text), kind: "const", place, isConstant: true }],
      definesTypes: [],
      exports: [],
      uses: (right.match(/[a-z]/g) ?? []).map(use),
      assigns: [],
      optional: [],
      guarded: [],
      imports: [],
      errors: /^%?\?/.test(text) ? [error] : [],
    }
    this.event({ type: "analysed", analyses: { [String(index)]: analysis } })
  }

  private id(name: string): CellId {
    return String(this.cells.findIndex((text) => nameOf(text) === name)) as CellId
  }
}

function nameOf(text: string): string {
  return text.replace(/^[%!?]+/, "").split(/[=~]/)[0] ?? ""
}

describe("[S1] what runs", () => {
  test.each([
    ["a=1 | b=a", "run b", "a b"],
    ["a=1 | b=a", "run a", "a"],
    ["a=1 | b=2", "all", "a b"],
    ["a=1 | b=a | c=b", "run c", "a b c"],
    ["a=1 | b=a", "run b; run b", "a b b"],
    ["a=1 | b=a", "run b; edit a=2; run b", "a b a b"],
    ["a=1 | b=a", "run b; edit a=2; run a", "a b a"],
    ["a=1 | b~a", "run b; edit a=2; run a", "a b a b"],
    ["a=1 | b~a | c=b", "run c; edit a=2; run a", "a b c a b"],
    ["a=1 | b~a", "run a", "a"],
    ["a=1 | b~a", "run b; input a", "a b b"],
    ["a=1 | b=a", "run b; input a", "a b"],
    ["!a=1 | b=a | c=3", "all", "a c"],
    ["?a=1 | b=a | c=3", "all", "c"],
    ["a=1 | b=a | c=3", "stale; stale", "a b c"],
    ["a=1 | b=a", "all; edit a=1#; stale", "a b"],
    ["a=1 | b=a", "all; die; stale", "a b a b"],
    ["a=1 | b=c", "run b", "b"],
  ])("%s, %s: runs %s", (notation, actions, expected) => {
    const play = new Play(notation)
    for (const action of actions.split("; ")) play.act(action)
    expect(play.log.join(" ")).toBe(expected)
  })
})

test.each([
  ["%!a=1 | b=a", "all", "a b", "a:error b:fresh"],
  ["%!a=1 | b=a", "run b; run b", "a b b", "a:error b:fresh"],
  ["%?a=1 | b=a", "all", "b", "a:error b:fresh"],
  ["%!a=1 | b~a", "all; edit a=2; run a", "a b a b", "a:fresh b:fresh"],
])("[L9] %s, %s: what uses a cell that may fail runs: %s, %s", (notation, actions, expected, marks) => {
  const play = new Play(notation)
  for (const action of actions.split("; ")) play.act(action)
  expect(play.log.join(" ")).toBe(expected)
  expect(play.marks()).toBe(marks)
})

describe("[S2] what each cell's state is, and why", () => {
  test.each([
    ["a=1 | b=a", "", "a:never b:never"],
    ["a=1 | b=a", "all", "a:fresh b:fresh"],
    ["a=1 | b=a", "all; edit a=2", "a:stale() b:stale(a)"],
    ["a=1 | b=a", "all; edit a=2; edit a=1", "a:fresh b:fresh"],
    ["a=1 | b=a", "all; edit a=1#", "a:fresh b:fresh"],
    ["a=1 | b=a | c=b", "all; edit a=2; run a", "a:fresh b:stale(a) c:stale(b)"],
    ["a=1 | b=a", "all; run a", "a:fresh b:stale(a)"],
    ["a=1 | b=a", "all; input a", "a:fresh b:stale(a)"],
    ["!a=1 | b=a", "all", "a:error b:never"],
    ["?a=1 | b=a", "all", "a:error b:never"],
    ["a=1 | b=a", "all; delete a", "b:stale(a)"],
    ["a=1 | b=a", "all; die", "a:never b:never"],
  ])("%s, %s: %s", (notation, actions, expected) => {
    const play = new Play(notation)
    for (const action of actions.split("; ")) play.act(action)
    expect(play.marks()).toBe(expected)
  })

  test("a snapshot is the whole state", () => {
    const play = new Play("a=1 | b=a").act("all").act("edit a=2")
    const again = fromSnapshot(structuredClone(toSnapshot(play.state)))
    expect(again.marks).toEqual(play.state.marks)
    expect(again.graph).toEqual(play.state.graph)
  })
})

describe("[S32] a type error stops a run where the notebook asks for it, and nowhere else", () => {
  test.each([
    ["a=1 | b=a", "wrong a; all", "a b"],
    ["a=1 | b=a", "strict; all", "a b"],
    ["a=1 | b=a", "strict; wrong a; all", ""],
    ["a=1 | b=a | c=2", "strict; wrong b; all", "a c"],
    ["a=1 | b=a", "wrong a; strict; delete a; run b", "b"],
  ])("%s, %s: runs %s", (cells, actions, expected) => {
    const play = new Play(cells)
    for (const action of actions.split("; ")) play.act(action)
    expect(play.log.join(" ")).toBe(expected)
  })
})

describe("[S3] saving", () => {
  /** Events as words: `e5` an edit at 5 s, `d7` the timer at 7 s, `ok`, `fail`, `lost` (lasting). */
  const saveStates = (words: string): string => {
    let state = initialState(0)
    const seen: string[] = []
    for (const word of words.split(" ")) {
      const at = Number(word.slice(1)) * 1000
      const event: SessionEvent = word.startsWith("e")
        ? { type: "documentChanged", at }
        : word.startsWith("d")
          ? { type: "saveDue", at }
          : word === "ok"
            ? { type: "saveSucceeded", at: 0, version: "v" }
            : {
                type: "saveFailed",
                at: 10_000,
                problem: { code: "x", message: "", hint: "" },
                isLasting: word === "lost",
              }
      const reduced = reduce(state, event)
      state = reduced.state
      seen.push(
        `${state.save.status}${reduced.effects.map((effect) => `+${effect.type === "scheduleSave" ? effect.afterMs : effect.type}`).join("")}`,
      )
    }
    return seen.join(" ")
  }
  test.each([
    ["e0", "waiting+1500"],
    ["e0 d1.5 ok", "waiting+1500 saving+save saved"],
    ["e0 e1 d1.5 d2.5", "waiting+1500 waiting waiting+1000 saving+save"],
    ["e0 e7.9 d8", "waiting+1500 waiting saving+save"],
    ["e0 d1.5 e2 ok", "waiting+1500 saving+save saving waiting+1500"],
    ["e0 d1.5 fail d10.9 d11", "waiting+1500 saving+save failed+1000 failed+100 saving+save"],
    ["e0 d1.5 fail d11 ok", "waiting+1500 saving+save failed+1000 saving+save saved"],
    ["e0 d1.5 fail d11 fail", "waiting+1500 saving+save failed+1000 saving+save failed+2000"],
    ["e0 d1.5 lost d99 e100", "waiting+1500 saving+save failed failed failed+1500"],
  ])("%s: %s", (words, expected) => {
    expect(saveStates(words)).toBe(expected)
  })
})

test("[S2] marks that are kept from event to event are those that would be found anew", () => {
  const action = fc.oneof(
    fc.constantFrom("all", "stale", "die"),
    fc
      .tuple(fc.constantFrom("run", "input", "delete"), fc.constantFrom("a", "b", "c", "d", "e"))
      .map(([verb, name]) => `${verb} ${name}`),
    fc.constantFrom("edit a=2", "edit a=1", "edit b=a+2", "edit c=1", "edit !d=c", "edit e~d", "edit b=c"),
  )
  fc.assert(
    fc.property(fc.array(action, { maxLength: 12 }), (actions) => {
      const play = new Play("a=1 | b=a | c=b | !d=c | e~a+b")
      for (const act of actions) play.act(act)
    }),
    { numRuns: 300 },
  )
})

test("[S1] a run that has not reached the runtime is taken back by an interrupt", () => {
  const { state } = new Play("a=1 | b=a")
  const asked = reduce(state, { type: "runRequested", cells: "all" }).state
  const stopped = reduce(asked, { type: "interruptRequested" })
  expect(stopped.effects).toEqual([])
  expect(stopped.state).toMatchObject({ running: undefined, queue: [], isStopping: false })
  expect(Object.values(stopped.state.marks).map(({ status }) => status)).toEqual(["never", "never"])
})

test("[S5] a flood keeps head and tail and counts the rest", () => {
  const play = new Play("a=1").act("all")
  const line = "x".repeat(1000)
  for (let n = 0; n < 1000; n++) {
    play.event({
      type: "outputAdded",
      cell: "0" as CellId,
      run: 1,
      n,
      output: { type: "stream", name: "stdout", text: `${n} ${line}\n` },
    })
  }
  const cell = play.state.cells["0" as CellId]!
  const [output] = cell.outputs
  const text = output?.type === "stream" ? output.text : ""
  expect(text.startsWith("0 xxx")).toBe(true)
  expect(text.endsWith("\n")).toBe(true)
  expect(text).toContain("\n999 xxx")
  expect(text.length + cell.omittedBytes).toBe(
    Array.from({ length: 1000 }, (_, n) => `${n} `.length + 1001).reduce((a, b) => a + b),
  )
  expect(text.length).toBeLessThan(450_000)
})
