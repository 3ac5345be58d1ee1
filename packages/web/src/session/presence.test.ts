import { expect, test } from "vitest"
import { personOf } from "./person.ts"
import type { Person } from "./person.ts"
import { peopleAt } from "./presence.ts"

const person = (id: string, name: string): Person => personOf({ id, name, number: 1 }) as Person
const [ada, bob] = [person("a", "Ada"), person("b", "Bob")]

/** `Ada, me, in x; Bob writing in y` */
function told(states: Record<number, unknown>): string {
  const map = new Map(Object.entries(states).map(([client, state]) => [Number(client), state]))
  return peopleAt(map, ada)
    .map(({ person, cell, isWriting, isMe }) =>
      [person.name, isMe ? " me" : "", cell === undefined ? "" : `${isWriting ? " writing" : ""} in ${cell}`].join(""),
    )
    .join("; ")
}

const cases: [what: string, states: Record<number, unknown>, told: string][] = [
  ["nobody", {}, ""],
  ["me first", { 1: { user: bob }, 2: { user: ada } }, "Ada me; Bob"],
  [
    "two tabs of one are one",
    { 1: { user: ada }, 2: { user: bob, cell: "x", at: 1 }, 3: { user: bob, cell: "y", at: 2 } },
    "Ada me; Bob in y",
  ],
  [
    "the tab used last counts",
    { 2: { user: bob, cell: "x", isWriting: true, at: 5 }, 3: { user: bob, cell: "y", at: 2 } },
    "Bob writing in x",
  ],
  ["my own other tab is me", { 1: { user: ada }, 2: { user: ada } }, "Ada me"],
  ["who is no person is left out", { 1: { user: { name: 1 } }, 2: null, 3: "x", 4: { user: bob, cell: 5 } }, "Bob"],
]

test.each(cases)("[S23] presence: %s", (_what, states, expected) => {
  expect(told(states)).toBe(expected)
})
