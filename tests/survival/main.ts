// Plays games of `world.ts` with new seeds for so long, and prints each that ends badly. usage: main.ts SECONDS [SEED]
import { play } from "./world.ts"

const [seconds = "600", only] = process.argv.slice(2)
const until = performance.now() + Number(seconds) * 1000
const first = only === undefined ? Math.floor(Math.random() * 1e9) : Number(only)
let [games, steps, bad] = [0, 0, 0]
console.log(`seeds from ${first}`)
for (let seed = first; performance.now() < until && (only === undefined || seed === first); seed++) {
  for (const losesJournal of [false, true]) {
    const game = { seed, steps: 20 + (seed % 100), losesJournal }
    const found = await play(game)
    games++
    steps += game.steps
    if (found === undefined) continue
    bad++
    console.log(`seed ${seed}${losesJournal ? ", losing the journal" : ""}: ${found.problem.split("\n")[0]}`)
    if (only !== undefined) console.log(found.file)
  }
}
console.log(`${games} games, ${steps} steps, ${bad} ended badly`)
process.exit(bad > 0 ? 1 : 0)
