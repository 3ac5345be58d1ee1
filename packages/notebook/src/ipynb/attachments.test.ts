import { expect, test } from "vitest"
import { withAttachments } from "./attachments.ts"

const raw = JSON.stringify({
  cell_type: "markdown",
  attachments: {
    "a b.png": { "image/svg+xml": "PHN2Zz4=", "image/png": ["iV\n", "BO"] },
    "c.svg": { "image/svg+xml": "PHN2Zz4=" },
    "bad.png": { "image/png": '"><script>' },
    "d.txt": { "text/plain": "x" },
  },
})

test.each([
  ["![x](attachment:a%20b.png)", "![x](data:image/png;base64,iVBO)"],
  ['![x](attachment:c.svg "title")', '![x](data:image/svg+xml;base64,PHN2Zz4= "title")'],
  ["![x](attachment:bad.png)", "![x](attachment:bad.png)"],
  [
    "![x](attachment:d.txt) ![y](attachment:no.png) ![z](attachment:%ff)",
    "![x](attachment:d.txt) ![y](attachment:no.png) ![z](attachment:%ff)",
  ],
  ["no attachment", "no attachment"],
])("[S30] the images beside a Markdown cell are shown: %s", (source, expected) => {
  expect(withAttachments(source, raw)).toBe(expected)
})
