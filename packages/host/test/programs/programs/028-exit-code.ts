interface Shape { kind: "circle" | "square"; size: number }
const shapes: Shape[] = [{ kind: "circle", size: 1 }, { kind: "square", size: 2 }]
const area = (s: Shape): number => { switch (s.kind) { case "circle": return Math.round(Math.PI * s.size ** 2); case "square": return s.size ** 2 } }
for (const s of shapes) console.log(`${s.kind.padEnd(8, ".")}${area(s)}`)
undefinedFunction()
console.log("never")
