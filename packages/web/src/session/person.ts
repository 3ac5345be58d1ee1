/** Who this browser is to others: a name and one of six colours, chosen here and kept here. */
export interface Person {
  /** The same in all tabs. */
  readonly id: string
  readonly name: string
  /** 1 to 6: `--person-N`. */
  readonly number: number
  readonly color: string
  readonly colorLight: string
}

const KEY = "quire.person"
const GUESTS = ["Finch", "Heron", "Otter", "Lynx", "Wren", "Hare", "Ibex", "Crane", "Badger", "Swift"]

export function loadPerson(): Person {
  const kept = read()
  if (kept !== undefined) return kept
  const name = GUESTS[Math.floor(Math.random() * GUESTS.length)] ?? "Guest"
  return savePerson(withColour(crypto.randomUUID(), name, Math.ceil(Math.random() * 6)))
}

export function savePerson(person: Person): Person {
  try {
    const { id, name, number } = person
    localStorage.setItem(KEY, JSON.stringify({ id, name, number }))
  } catch {
    // Private windows may refuse: the name lasts as long as the page then.
  }
  return person
}

/** What somebody says that they are, where it is sound. */
export function personOf(said: unknown): Person | undefined {
  const { id, name, number } = (typeof said === "object" && said !== null ? said : {}) as Record<string, unknown>
  if (typeof id !== "string" || typeof name !== "string" || typeof number !== "number") return undefined
  return withColour(id.slice(0, 64), name.slice(0, 40), Math.min(6, Math.max(1, Math.round(number) || 1)))
}

/** Two letters for an avatar. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  const letters = words.length > 1 ? `${words[0]?.[0] ?? ""}${words.at(-1)?.[0] ?? ""}` : name.slice(0, 2)
  return letters.toUpperCase()
}

function withColour(id: string, name: string, number: number): Person {
  const color = `var(--person-${number})`
  return { id, name, number, color, colorLight: `color-mix(in srgb, ${color} 22%, transparent)` }
}

function read(): Person | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "") as object
    // Before tabs of one person were one, nobody had an id.
    const isNamed = "id" in kept
    const person = personOf(isNamed ? kept : { ...kept, id: crypto.randomUUID() })
    return isNamed || person === undefined ? person : savePerson(person)
  } catch {
    return undefined
  }
}
