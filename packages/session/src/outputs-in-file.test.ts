import { expect, test } from "vitest"
import type { Output } from "./events.ts"
import { fromJupyter, toJupyter } from "./outputs-in-file.ts"

test.each<[string, readonly unknown[], readonly Output[]]>([
  [
    "a stream",
    [{ output_type: "stream", name: "stderr", text: ["a\n", "b"] }],
    [{ type: "stream", name: "stderr", text: "a\nb" }],
  ],
  [
    "a result",
    [{ output_type: "execute_result", data: { "text/plain": ["1"] } }],
    [{ type: "value", data: { "text/plain": "1" } }],
  ],
  [
    "an image, in lines",
    [{ output_type: "display_data", data: { "image/png": ["iV\n", "BO\n"] } }],
    [{ type: "display", data: { "image/png": "iVBO" } }],
  ],
  [
    "JSON",
    [{ output_type: "display_data", data: { "application/json": { a: [1] } } }],
    [{ type: "display", data: { "application/json": { a: [1] } } }],
  ],
  [
    "an error, coloured",
    [{ output_type: "error", ename: "E", evalue: "e", traceback: ["\u001b[31mE\u001b[0m", "at 1"] }],
    [{ type: "stream", name: "stderr", text: "\u001b[31mE\u001b[0m\nat 1" }],
  ],
  [
    "an error without a trace",
    [{ output_type: "error", ename: "E", evalue: "e" }],
    [{ type: "stream", name: "stderr", text: "E: e" }],
  ],
  [
    "a kind that nobody knows",
    [{ output_type: "new", a: 1 }],
    [{ type: "display", data: { output_type: "new", a: 1 } }],
  ],
  ["what is none", [null, 3, "x", []], []],
])("[S30] %s of a Jupyter file is shown", (_what, outputs, expected) => {
  expect(fromJupyter(outputs)).toEqual(expected)
})

test("[S30] what a cell showed here is kept as Jupyter keeps it", () => {
  const error = { name: "TypeError", message: "no", stack: "TypeError: no\n    at a:1", frames: [], causes: [] }
  const outputs: readonly Output[] = [
    { type: "stream", name: "stdout", text: "a\n" },
    { type: "stream", name: "stdout", text: "b" },
    { type: "display", data: { "text/html": "<b>\nx", "application/vnd.quire.table+json": {}, "image/png": "iVBO" } },
    { type: "value", data: { "application/vnd.quire.input+json": {} } },
    { type: "error", ...error },
  ]
  expect(toJupyter(outputs, 7)).toEqual([
    { output_type: "stream", name: "stdout", text: ["a\n", "b"] },
    { output_type: "display_data", metadata: {}, data: { "text/html": ["<b>\n", "x"], "image/png": "iVBO" } },
    {
      output_type: "execute_result",
      execution_count: 7,
      metadata: {},
      data: { "text/plain": ["application/vnd.quire.input+json"] },
    },
    { output_type: "error", ename: "TypeError", evalue: "no", traceback: ["TypeError: no", "    at a:1"] },
  ])
})
