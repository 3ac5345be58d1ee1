import { newCell } from "@quire/notebook"
import type { CellId } from "@quire/notebook"
import fc from "fast-check"
import { expect, test } from "vitest"
import { Doc } from "yjs"
import {
  cellsOf,
  insertCell,
  joinCells,
  moveCell,
  readCells,
  removeCell,
  restoreCell,
  setCellField,
  sourceOf,
  splitCell,
  thinBin,
} from "./document.ts"
import { LiveCells } from "./live-cells.ts"

const id = (n: number): CellId => `c${n}` as CellId
const deeds: readonly ((doc: Doc, a: CellId, b: CellId, fresh: CellId) => void)[] = [
  (doc, a, _, fresh) => insertCell(doc, cellsOf(doc).has(a) ? a : undefined, fresh, newCell("code", "1", "ts")),
  (doc, a) => sourceOf(doc, a)?.insert(0, "x"),
  (doc, a) => removeCell(doc, a, 1, "me"),
  (doc, a) => restoreCell(doc, a),
  (doc) => thinBin(doc, 1),
  (doc, a, b) => a !== b && moveCell(doc, a, b),
  (doc, a) => setCellField(doc, a, "words", "tsx"),
  (doc, a, _, fresh) => void splitCell(doc, a, 1, fresh),
  (doc, a, b) => a !== b && void joinCells(doc, a, b, 1, "me"),
  (doc, a) => cellsOf(doc).delete(a),
]

test("who looks at what changed sees what is there", () => {
  const deed = fc.tuple(fc.nat(deeds.length - 1), fc.nat(6), fc.nat(6), fc.boolean())
  fc.assert(
    fc.property(fc.array(deed, { maxLength: 40 }), (list) => {
      const doc = new Doc()
      for (const n of [0, 1, 2]) insertCell(doc, n === 0 ? undefined : id(n - 1), id(n), newCell("code", "ab", "ts"))
      const live = new LiveCells(doc)
      for (const [n, [which, a, b, looks]] of list.entries()) {
        const before = live.read()
        if (cellsOf(doc).has(id(a)) && cellsOf(doc).has(id(b))) deeds[which]?.(doc, id(a), id(b), id(10 + n))
        if (looks) expect(live.read()).toEqual(readCells(doc))
        if (looks && JSON.stringify(before) === JSON.stringify(live.read())) expect(live.read()[0]).toBe(before[0])
      }
      expect(live.read()).toEqual(readCells(doc))
    }),
  )
})
