const RANKS = "23456789TJQKA", SUITS = "♠♥♦♣"
type Suit = "♠" | "♥" | "♦" | "♣"
class Card {
  private constructor(readonly rank: number, readonly suit: Suit) { Object.freeze(this) }
  static #cache: Record<string, Card> = {}
  static of(text: string): Card {
    const [r = "", s = ""] = text
    if (!RANKS.includes(r) || !SUITS.includes(s) || text.length !== 2) throw new SyntaxError(`no card: ${text}`)
    return (this.#cache[text] ??= new Card(RANKS.indexOf(r) + 2, s as Suit))
  }
  toString() { return RANKS[this.rank - 2]! + this.suit }
  [Symbol.for("nodejs.util.inspect.custom")]() { return `Card(${this})` }
}
enum Category { HighCard, Pair, TwoPairs, Three, Straight, Flush, FullHouse, Four, StraightFlush }
type Score = [Category, ...number[]]
function score(hand: readonly Card[]): Score {
  if (hand.length !== 5 || new Set(hand).size !== 5) throw new RangeError("five different cards, please")
  const groups = [...Map.groupBy(hand, (c) => c.rank)].map(([rank, { length }]) => [length, rank] as const).sort(([n, a], [m, b]) => m - n || b - a)
  const [counts, ranks] = [groups.map(([n]) => n).join(""), groups.map(([, r]) => r)]
  const flush = new Set(hand.map((c) => c.suit)).size === 1
  const wheel = ranks.join() === "14,5,4,3,2"
  const straight = wheel || (ranks.length === 5 && ranks[0]! - ranks[4]! === 4)
  const high = wheel ? [5] : ranks
  switch (true) {
    case straight && flush: return [Category.StraightFlush, ...high]
    case counts === "41": return [Category.Four, ...ranks]
    case counts === "32": return [Category.FullHouse, ...ranks]
    case flush: return [Category.Flush, ...ranks]
    case straight: return [Category.Straight, ...high]
    case counts === "311": return [Category.Three, ...ranks]
    case counts === "221": return [Category.TwoPairs, ...ranks]
    case counts.startsWith("2"): return [Category.Pair, ...ranks]
    default: return [Category.HighCard, ...ranks]
  }
}
const compare = (a: Score, b: Score) => { for (const [i, x] of a.entries()) if (x !== b[i]) return x - (b[i] ?? 0); return 0 }
const parse = (text: string) => text.split(" ").map((c) => Card.of(c))
const hands = ["A♠ K♠ Q♠ J♠ T♠", "5♥ 4♥ 3♥ 2♥ A♥", "9♠ 9♥ 9♦ 9♣ 2♠", "K♠ K♥ K♦ 3♣ 3♠", "2♠ 9♠ 4♠ J♠ 7♠", "A♠ 2♥ 3♦ 4♣ 5♠", "7♠ 7♥ 7♦ 2♣ K♠", "7♠ 7♥ 2♦ 2♣ K♠", "7♠ 7♥ 3♦ 2♣ K♠", "A♠ 9♥ 3♦ 2♣ K♠"].map(parse)
for (const hand of hands.toSorted((a, b) => compare(score(b), score(a)))) console.log(hand.join(" "), Category[score(hand)[0]])
const deck = [...SUITS].flatMap((s) => [...RANKS].map((r) => Card.of(r + s)))
console.log(deck.length, Card.of("A♠") === deck[12], deck.slice(0, 2), compare(score(parse("A♠ A♥ 3♦ 2♣ K♠")), score(parse("A♦ A♣ 3♠ 2♠ K♥"))))
function* combinations<T>(xs: T[], k: number, from = 0): Generator<T[]> { if (k === 0) yield []; else for (let i = from; i <= xs.length - k; i++) for (const rest of combinations(xs, k - 1, i + 1)) yield [xs[i]!, ...rest] }
const best = (cards: Card[]) => combinations(cards, 5).reduce((a, b) => (compare(score(b), score(a)) > 0 ? b : a))
console.log(best(parse("A♠ K♠ 2♥ Q♠ J♠ A♥ T♠")).join(" "))
console.log(Iterator.from(combinations(deck.slice(0, 8), 5)).reduce<Record<string, number>>((n, h) => ({ ...n, [Category[score(h)[0]]]: (n[Category[score(h)[0]]!] ?? 0) + 1 }), {}))
try { Card.of("1♠") } catch (e) { console.log((e as Error).message) }
score(parse("A♠ A♠ K♠ Q♠ J♠"))
