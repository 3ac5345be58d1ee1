import { parse } from "@quire/notebook"
import { takeTurns, time } from "../measure.ts"
import type { Row } from "../measure.ts"

const MB = 1024 * 1024

/** Reading a very large notebook, against cutting the same text into lines; and against half of it, for time must not
 *  grow faster than the file. */
export async function parseNotebookRows(): Promise<Row[]> {
  const large = notebookText(10 * MB)
  const half = notebookText(5 * MB)
  const { ours, halfMs, lines } = await takeTurns(
    {
      ours: () => time(() => parse(large)),
      halfMs: () => time(() => parse(half)),
      lines: () => time(() => large.split("\n")),
    },
    { count: 11, warmUp: 2 },
  )
  return [
    {
      name: "parse of a 10 MB notebook",
      ours,
      besideName: "split into lines",
      beside: lines,
      goal: { under: 1000 },
    },
    {
      name: "parse of a 10 MB notebook, growth",
      ours,
      besideName: "parse of 5 MB",
      beside: halfMs,
      goal: { ratioAtMost: 2.5 },
    },
  ]
}

/** A notebook of about that many bytes, decoded as a file is: sections of prose, lists, tables and code. */
function notebookText(size: number): string {
  const parts = ["---\ndependencies:\n  d3: 7.9.0\n---\n\n# A large notebook\n\n"]
  let bytes = 0
  for (let number = 1; bytes < size; number++) {
    const section = sectionText(number)
    parts.push(section)
    bytes += Buffer.byteLength(section)
  }
  return new TextDecoder().decode(Buffer.from(parts.join("")))
}

function sectionText(number: number): string {
  return `## Section ${number}

The ${number}th section begins with prose – some of it *set off*, some \`code\`, with a [link](https://example.org/${number})
that goes on over a second line, as people write it.

- a list with an item
  that goes on, and code in it:

  \`\`\`ts
  const inside = ${number} // no cell: the fence belongs to the list
  \`\`\`
- another item

| name | value |
| --- | --- |
| a | ${number} |

\`\`\`ts name=load${number}
import { sum } from "d3"

interface Point { readonly x: number; readonly y: number }
const points${number}: Point[] = Array.from({ length: 10 }, (_, i) => ({ x: i, y: i ** 2 }))
const total${number} = sum(points${number}, ({ y }) => y)
total${number}
\`\`\`

> A remark in a quote, about what the cell above has shown.

<!-- quire:cell -->

A Markdown cell that stands alone, café and all.

\`\`\`ts
points${number}.map(({ x, y }) => x * y)
\`\`\`

`
}
