import { expect, test } from "vitest"
import type { FormatName } from "./model.ts"
import { odditiesOf } from "./oddities.ts"

test.each<[FormatName, string, string]>([
  ["md", "<!-- livebook:{ -->", ""],
  [
    "livemd",
    '# T\n\n<!-- livebook:{"a":1} -->\n\n<!-- livebook:{ -->\n\n```elixir\n<!-- livebook:{ -->\n```\n',
    "5: what this comment says to Livebook is no JSON",
  ],
  ["ipynb", '{"cells": [\n{"id": "a"},\n{"id": "b"},\n{"id": "a"}\n]}', "4: cell 3 has the id of cell 1"],
  [
    "ipynb",
    '{"cells": [\n{"outputs": [{"data": {"image/png": "iV\\nBO", "image/jpeg": "%%"}}]},\n{"attachments": {"a": {"image/gif": 3}}}]}',
    "2: an image/jpeg of cell 1 is no base64, 3: an image/gif of cell 2 is no base64",
  ],
  ["ipynb", '{"cells": [{}, {}, null]}', ""],
  ["ipynb", "{", ""],
])("[F13] in %s: %s", (format, text, expected) => {
  expect(
    odditiesOf(format, text)
      .map(({ line, text: note }) => `${line}: ${note}`)
      .join(", "),
  ).toBe(expected)
})
