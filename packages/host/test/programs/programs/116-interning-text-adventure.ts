type Direction = "north" | "south" | "east" | "west"
interface Room { readonly title: string; exits: Partial<Record<Direction, RoomId>>; items: Set<string>; locked?: string }
const rooms = {
  hall: { title: "A dusty hall", exits: { north: "library", east: "cellar" }, items: new Set(["lamp"]) },
  library: { title: "A silent library", exits: { south: "hall" }, items: new Set(["key", "book"]) },
  cellar: { title: "A dark cellar", exits: { west: "hall" }, items: new Set(["treasure"]), locked: "key" },
} satisfies Record<string, Omit<Room, "exits"> & { exits: { [D in Direction]?: string } }>
type RoomId = keyof typeof rooms

class Game {
  #at: RoomId = "hall"
  #bag = new Set<string>()
  #turns = 0
  static readonly SYNONYMS: Record<string, string> = { n: "go north", s: "go south", e: "go east", w: "go west", i: "inventory", l: "look", get: "take", x: "examine" }
  get #room(): Room { return rooms[this.#at] as Room }
  readonly commands: Record<string, (this: Game, what: string) => string> = {
    look: () => `${this.#room.title}. Exits: ${Object.keys(this.#room.exits).join(", ")}.${this.#room.items.size ? ` You see: ${[...this.#room.items].join(", ")}.` : ""}`,
    go(direction) {
      const to = this.#room.exits[direction as Direction]
      if (!to) return `You cannot go ${direction || "nowhere"}.`
      const next = rooms[to] as Room
      if (next.locked && !this.#bag.has(next.locked)) return "The door is locked."
      this.#at = to
      return this.commands["look"]!.call(this, "")
    },
    take(item) { return this.#room.items.delete(item) ? (this.#bag.add(item), `Taken: ${item}.`) : `There is no ${item} here.` },
    drop(item) { return this.#bag.delete(item) ? (this.#room.items.add(item), "Dropped.") : "You do not have that." },
    inventory() { return this.#bag.size ? [...this.#bag].sort().join(", ") : "Nothing at all." },
  }
  do(input: string): string {
    this.#turns++
    const [word = "", ...rest] = input.trim().toLowerCase().split(/\s+/)
    const full = Game.SYNONYMS[word]
    const [verb = "", ...what] = full ? [...full.split(" "), ...rest] : [word, ...rest]
    return this.commands[verb]?.call(this, what.join(" ")) ?? `I do not know how to ${verb}.`
  }
  get won() { return this.#bag.has("treasure") }
  get turns() { return this.#turns }
}
const game = new Game()
for (const command of ["look", "i", "e", "n", "take key", "get book", "get moon", "s", "drop book", "e", "take treasure", "dance", "i"]) {
  console.log(`> ${command}`)
  console.log(game.do(command))
  if (game.won) break
}
console.log(`${game.won ? "You won" : "You lost"} in ${game.turns} turns.`)
game.do(undefined as never)
