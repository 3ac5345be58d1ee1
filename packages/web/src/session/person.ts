/** Who this browser is to others: a name and one of six colours, chosen here and kept here. */
export interface Person {
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
  const number = kept?.number ?? Math.ceil(Math.random() * 6)
  const name = kept?.name ?? GUESTS[Math.floor(Math.random() * GUESTS.length)] ?? "Guest"
  if (kept === undefined) savePerson(name, number)
  return withColour(name, number)
}

export function savePerson(name: string, number: number): Person {
  try {
    localStorage.setItem(KEY, JSON.stringify({ name, number }))
  } catch {
    // Private windows may refuse: the name lasts as long as the page then.
  }
  return withColour(name, number)
}

/** Two letters for an avatar. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  const letters = words.length > 1 ? `${words[0]?.[0] ?? ""}${words.at(-1)?.[0] ?? ""}` : name.slice(0, 2)
  return letters.toUpperCase()
}

function withColour(name: string, number: number): Person {
  const color = `var(--person-${number})`
  return { name, number, color, colorLight: `color-mix(in srgb, ${color} 22%, transparent)` }
}

function read(): { name: string; number: number } | undefined {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "") as { name?: unknown; number?: unknown }
    if (typeof kept.name !== "string" || typeof kept.number !== "number") return undefined
    return { name: kept.name.slice(0, 40), number: Math.min(6, Math.max(1, Math.round(kept.number))) }
  } catch {
    return undefined
  }
}
