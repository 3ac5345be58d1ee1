// A stack machine with const enum opcodes and a two-pass assembler.
const enum Op { Push = 1, Add, Sub, Mul, Dup, Swap, Jmp, Jz, Print, Call, Ret, Halt = 0xff }
const OPCODES: Record<string, Op> = { push: Op.Push, add: Op.Add, sub: Op.Sub, mul: Op.Mul, dup: Op.Dup, swap: Op.Swap, jmp: Op.Jmp, jz: Op.Jz, print: Op.Print, call: Op.Call, ret: Op.Ret, halt: Op.Halt }
const TAKES_ARGUMENT = new Set([Op.Push, Op.Jmp, Op.Jz, Op.Call])

function assemble(source: string): Uint8Array {
  const labels: Record<string, number> = Object.create(null)
  const code: (number | string)[] = []
  for (const raw of source.split("\n")) {
    const line = raw.replace(/;.*/, "").trim()
    if (line === "") continue
    const label = /^(\w+):$/.exec(line)?.[1]
    if (label) { labels[label] = code.length; continue }
    const [name = "", argument] = line.split(/\s+/)
    const op = OPCODES[name] ?? (() => { throw new Error(`unknown instruction ${name}`) })()
    code.push(op)
    if (TAKES_ARGUMENT.has(op)) code.push(Number.isNaN(Number(argument)) ? argument! : Number(argument))
  }
  return Uint8Array.from(code, (c) => (typeof c === "string" ? labels[c] ?? (() => { throw new Error(`no label ${c}`) })() : c))
}
function execute(code: Uint8Array, limit = 1000) {
  const stack: number[] = [], calls: number[] = [], printed: number[] = []
  const pop = () => { if (!stack.length) throw new RangeError("stack underflow"); return stack.pop()! }
  for (let pc = 0, steps = 0; ; steps++) {
    if (steps > limit) throw new Error("too many steps")
    switch (code[pc++] as Op) {
      case Op.Push: stack.push(code[pc++]!); break
      case Op.Add: stack.push(pop() + pop()); break
      case Op.Sub: { const b = pop(); stack.push(pop() - b); break }
      case Op.Mul: stack.push(pop() * pop()); break
      case Op.Dup: { const a = pop(); stack.push(a, a); break }
      case Op.Swap: { const [b, a] = [pop(), pop()]; stack.push(b, a); break }
      case Op.Jmp: pc = code[pc]!; break
      case Op.Jz: pc = pop() === 0 ? code[pc]! : pc + 1; break
      case Op.Print: printed.push(pop()); break
      case Op.Call: calls.push(pc + 1); pc = code[pc]!; break
      case Op.Ret: pc = calls.pop()!; break
      case Op.Halt: return { printed, stack, steps }
      default: throw new Error(`bad opcode ${code[pc - 1]} at ${pc - 1}`)
    }
  }
}
const countdown = assemble(`
  push 3
loop:
  dup
  print
  push 1
  sub
  dup
  jz end
  jmp loop
end:
  push 7
  call square
  print
  halt
square: 
  dup
  mul
  ret`)
console.log([...countdown].map((b) => b.toString(16).padStart(2, "0")).join(" "))
console.log(execute(countdown), Op.Halt)
for (const bad of ["add", "push 1\npush", "jump 3", "jmp nowhere", "l:\njmp l"]) try { console.log(execute(assemble(bad))) } catch (e) { console.log(`${(e as Error).name}: ${(e as Error).message}`) }
