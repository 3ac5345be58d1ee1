import type { CellId } from "@quire/notebook"
import { personOf } from "./person.ts"
import type { Person } from "./person.ts"

/** Who has the notebook open, in however many tabs. */
export interface Presence {
  readonly person: Person
  /** The cell that they write in or look at, in the tab that they used last. */
  readonly cell: CellId | undefined
  readonly isWriting: boolean
  readonly isMe: boolean
}

/** What a page says of itself to the others. */
export interface SharedPresence {
  readonly user: Person
  readonly cell?: CellId | undefined
  readonly isWriting?: boolean
  /** When that changed, milliseconds since 1970: of several tabs the last one counts. */
  readonly at?: number
}

/** The people at all pages, me first, then in the order in which they came. Other pages may say anything. */
export function peopleAt(states: ReadonlyMap<number, unknown>, me: Person): readonly Presence[] {
  const people = new Map<string, Presence & { readonly at: number; readonly client: number }>()
  for (const [client, state] of states) {
    const said = (typeof state === "object" && state !== null ? state : {}) as Partial<
      Record<keyof SharedPresence, unknown>
    >
    const person = personOf(said.user)
    if (person === undefined) continue
    const at = typeof said.at === "number" ? said.at : 0
    const known = people.get(person.id)
    const first = Math.min(client, known?.client ?? client)
    if (known !== undefined && known.at > at) people.set(person.id, { ...known, client: first })
    else {
      const cell = typeof said.cell === "string" ? (said.cell as CellId) : undefined
      people.set(person.id, {
        person,
        cell,
        isWriting: said.isWriting === true,
        isMe: person.id === me.id,
        at,
        client: first,
      })
    }
  }
  return [...people.values()].toSorted((a, b) => Number(b.isMe) - Number(a.isMe) || a.client - b.client)
}
