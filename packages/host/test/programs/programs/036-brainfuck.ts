const compile = (src: string) => {
  type Op = ["move" | "add", number] | ["out"] | ["in"] | ["open" | "close", number] | ["zero"]
  const ops: Op[] = []
  const stack: number[] = []
  const runs = src.replace(/[^-+<>.,[\]]/g, "").replaceAll("[-]", "0").match(/\++|-+|<+|>+|./g) ?? []
  for (const run of runs) {
    switch (run[0]) {
      case "+":
      case "-":
        ops.push(["add", run[0] === "+" ? run.length : -run.length])
        break
      case ">": ops.push(["move", run.length]); break
      case "<": ops.push(["move", -run.length]); break
      case ".": ops.push(["out"]); break
      case ",": ops.push(["in"]); break
      case "0": ops.push(["zero"]); break
      case "[":
        stack.push(ops.length)
        ops.push(["open", -1])
        break
      case "]": {
        const from = stack.pop()
        if (from === undefined) throw new SyntaxError("unmatched ]")
        ops[from] = ["open", ops.length]
        ops.push(["close", from])
      }
    }
  }
  if (stack.length) throw new SyntaxError(`unmatched [ (${stack.length})`)
  return (input = "") => {
    const tape = new Uint8Array(300)
    let [p, pc, read, out] = [0, 0, 0, ""]
    while (pc < ops.length) {
      const [op, n] = ops[pc++]!
      if (op === "move") p += n
      else if (op === "add") tape[p]! += n
      else if (op === "zero") tape[p] = 0
      else if (op === "out") out += String.fromCharCode(tape[p]!)
      else if (op === "in") tape[p] = input.charCodeAt(read++) || 0
      else if (op === "open") { if (tape[p] === 0) pc = n + 1 }
      else if (tape[p] !== 0) pc = n
    }
    return out
  }
}

const hello = compile(`++++++++[>++++[>++>+++>+++>+<<<<-]>+>+>->>+[<]<-]>>.>---.+++++++..+++.>>.<-.<.+++.------.--------.>>+.`)
console.log(hello())
const rot13ish = compile(",[+.,]")
console.log(rot13ish("HAL"))
console.log(compile(">,[>,]<[.<]")("stressed"))
for (const bad of ["[[", "]", "[]]"]) try { compile(bad); console.log("fine") } catch (e) { console.log((e as Error).message) }
