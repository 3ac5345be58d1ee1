import { expect, test } from "vitest"
import { rewind } from "./rewind.ts"

test.each([
  ["plain", "a\nb\n", "a\nb\n"],
  ["a bar", "10%\r50%\r100%\n", "100%\n"],
  ["a bar that has not ended", "10%\r50%", "50%"],
  ["a bar that ends each state with a return", "10%\r50%\r", "50%"],
  ["Windows lines", "a\r\nb\r\n", "a\nb\n"],
  ["only its own line", "a\n1\r2\nb", "a\n2\nb"],
  ["to the first column", "10%\u001b[1G50%", "50%"],
  ["to the first column, and the rest cleared", "long text\u001b[0Gshort\u001b[K", "short"],
  ["a cleared line", "gone\u001b[2Kkept", "kept"],
  ["a spinner of backspaces", "|\b/\b-", "-"],
  ["no further back than the line", "\b\ba", "a"],
  ["many returns, without growing by their square", `${"\r".repeat(300_000)}x`, "x"],
  ["returns alone", "a\r\r\r", "a"],
  ["colours stay", "\u001b[31mred\u001b[0m", "\u001b[31mred\u001b[0m"],
])("%s", (_name, text, shown) => expect(rewind(text)).toBe(shown))
