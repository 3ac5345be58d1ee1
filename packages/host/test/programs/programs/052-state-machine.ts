type Machine<S extends string, E extends string> = { initial: NoInfer<S>; states: { [K in S]: { on?: Partial<Record<E, NoInfer<S>>>; enter?: (from: S | null) => void; final?: boolean } } }

function start<const S extends string, E extends string>(machine: Machine<S, E>) {
  let state: S = machine.initial
  const history: S[] = []
  machine.states[state].enter?.(null)
  return {
    get state() { return state },
    get done() { return machine.states[state].final ?? false },
    send(event: E): boolean {
      const next = machine.states[state].on?.[event] as S | undefined
      if (next === undefined) return console.log(`  (${state} ignores ${event})`), false
      history.push(state)
      const from = state
      state = next
      machine.states[next].enter?.(from)
      return true
    },
    history: history as readonly S[],
  }
}

enum Light { Red = "red", Green = "green", Amber = "amber" }

const say = (what: string) => (from: string | null) => console.log(`  ${from ?? "(start)"} -> ${what}`)
const lights = start({
  initial: Light.Red,
  states: {
    [Light.Red]: { on: { tick: Light.Green }, enter: say("stop") },
    [Light.Green]: { on: { tick: Light.Amber }, enter: say("go") },
    [Light.Amber]: { on: { tick: Light.Red, fault: Light.Amber }, enter: say("careful") },
  },
} as Machine<Light, "tick" | "fault">)
for (const event of ["tick", "tick", "fault", "tick", "fault"] as const) lights.send(event)
console.log(lights.state, lights.history.join())

const turnstile = start<"locked" | "open" | "broken", "coin" | "push" | "kick">({
  initial: "locked",
  states: { locked: { on: { coin: "open", kick: "broken" } }, open: { on: { push: "locked" } }, broken: { final: true } },
})
const script: Array<Parameters<typeof turnstile.send>[0]> = ["push", "coin", "push", "kick", "coin"]
console.log(script.map((e) => turnstile.send(e)), turnstile.done, Object.values(Light))
