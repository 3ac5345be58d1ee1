#!/usr/bin/env -S node --no-warnings
// greet: says hello. A hashbang, as scripts have it.
import { parseArgs } from "node:util"

const main = (argv: string[]): number => {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: { loud: { type: "boolean", short: "l" }, times: { type: "string", default: "1" } },
  })
  for (let i = 0; i < Number(values.times); i++) for (const who of positionals) greet(who, values.loud)
  return positionals.length
}

function greet(who: string, loud = false): void {
  const text = `Hello, ${who}!`
  console.log(loud ? text.toUpperCase() : text)
}

console.log(main(["Ann"]))
console.log(main(["--loud", "Bob", "Cy", "--times=2"]))
console.log(main([]))
try {
  main(["--unknown"])
} catch (error) {
  console.log((error as NodeJS.ErrnoException).code)
}
