import { expect, test } from "vitest"
import type { Analysis, Definition, GraphCell, NameUse } from "./analysis.ts"
import { buildGraph, withAncestors, withDependants } from "./graph.ts"
import type { CellId } from "./model.ts"

/** `a,b<c,d` defines a and b, uses c and d; `f()` is a function, `~c` a use inside one; `!x` assigns x; `#S` is a section,
 *  `#S<P` a branch from P. Ids are 0, 1, … */
function graphOf(notation: string): { cells: GraphCell[]; graph: ReturnType<typeof buildGraph> } {
  const place = { line: 1, column: 1, start: 0, end: 0 }
  const use = (name: string): NameUse => ({ name: name.replace("~", ""), place, isDeferred: name.startsWith("~") })
  const definition = (name: string): Definition =>
    name.endsWith("()")
      ? { name: name.slice(0, -2), kind: "function", place, isConstant: true }
      : { name, kind: "const", place, isConstant: true }
  const cells = notation.split(" | ").map((text, index): GraphCell => {
    const id = String(index) as CellId
    if (text.startsWith("#")) {
      const [title = "", branchFrom] = text.slice(1).split("<")
      return { id, kind: "heading", title, level: 2, branchFrom, analysis: undefined }
    }
    const [left = "", right = ""] = text.split("<")
    const names = (list: string): string[] => list.split(",").filter((name) => name !== "")
    const analysis: Analysis = {
      textHash: text,
      codeHash: text,
      defines: names(left)
        .filter((name) => !name.startsWith("!"))
        .map(definition),
      definesTypes: [],
      exports: [],
      uses: names(right).map(use),
      assigns: names(left)
        .filter((name) => name.startsWith("!"))
        .map((name) => use(name.slice(1))),
      optional: [],
      guarded: [],
      imports: [],
      errors: [],
    }
    return { id, kind: "code", title: "", level: 0, branchFrom: undefined, analysis }
  })
  return { cells, graph: buildGraph(cells) }
}

test.each([
  ["a | b<a", "1.a=0"],
  ["a | a | b<a", "2.a=1"],
  ["a | g<a | a | c<g,a", "1.a=0 3.g=1 3.a=2"],
  ["b<a | a", ""],
  ["a<a", ""],
  ["a | a<a", ""],
  ["#D | a | #M<D | b<a | #E<D | c<b,a", "3.a=1 5.a=1"],
  ["#D | l | #M<D | l | x<l | #E<D | x<l", "4.l=3 6.l=1"],
  ["#D | a | #B<D | a | #N | c<a", "5.a=1"],
])("[L1] %s: names come from the nearest cell above: %s", (notation, expected) => {
  const { graph } = graphOf(notation)
  const edges = [...graph.values()].flatMap((node) => [...node.inputs].map(([name, id]) => `${node.id}.${name}=${id}`))
  expect(edges.join(" ")).toBe(expected)
})

test.each([
  ["b<a", "0 missing-name"],
  ["b<a | a", "0 missing-name"],
  ["a | !a", "1 foreign-assignment"],
  ["a | a,!a", "1 redefinition"],
  ["a | a", "1 redefinition"],
  ["#D | #A<D | a | #B<D | a", ""],
  ["!a | a", "0 foreign-assignment"],
  ["b<f | f()", ""],
  ["f()<~b | b", ""],
  ["a<b | b<a", "0 cycle"],
  ["a<c | b<a | c<b", "0 cycle"],
  ["f()<~b | b<f", ""],
  ["!a", ""],
  ["#B<Nowhere | a", "0 branch"],
  ["#B<B | a", "0 branch"],
  ["#B<C | a | #C | b", "0 branch"],
])("[L2] %s: found before running: %s", (notation, expected) => {
  const { graph } = graphOf(notation)
  const found = [...graph.values()].flatMap((node) => node.diagnostics.map((d) => `${node.id} ${d.code}`))
  expect(found.join(" ")).toBe(expected)
})

test.each([
  ["b<a | a", "0 late a=1 below 1"],
  ["f()<~k | k | v<f", "0 late k=1 below 1; 2 through 1=k"],
  ["f()<~k | v<f | k", "0 late k=2 below 2; 1 below 2"],
  ["f()<~g | g()<~f,~k | k | v<f", "0 late g=1 below 1,2; 1 late k=2 below 2; 3 through 1=g,2=k"],
  ["k | v<f | f()<~k", "1 late f=2 through 0=k below 2"],
  ["k | f()<~k | v<f", ""],
  ["#D | f()<~k | #B<D | k", ""],
  ["#D | f()<~k | #E | k", "1 late k=3 below 3"],
])("[L10] %s: a name from below is that of a module: %s", (notation, expected) => {
  const { graph } = graphOf(notation)
  const found = [...graph.values()].flatMap(({ id, late, through, below }) => {
    const parts = [
      ["late", [...late].map(([name, owner]) => `${name}=${owner}`)],
      ["through", [...through].map(([owner, name]) => `${owner}=${name}`)],
      ["below", [...below.keys()]],
    ] as const
    const said = parts.filter(([, list]) => list.length > 0).map(([word, list]) => `${word} ${list.join()}`)
    return said.length === 0 ? [] : [[id, ...said].join(" ")]
  })
  expect(found.join("; ")).toBe(expected)
})

test("[L3] what a cell needs and what needs it, in document order", () => {
  const { graph } = graphOf("a | b<a | c<b | d<a | e")
  expect(withAncestors(graph, ["2" as CellId])).toEqual(["0", "1", "2"])
  expect(withDependants(graph, ["0" as CellId])).toEqual(["0", "1", "2", "3"])
})
