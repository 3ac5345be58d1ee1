import type { CodeLanguage } from "@quire/notebook"
import { expect, test } from "vitest"
import { Language } from "./language.ts"

const language = new Language()

/** `defines < uses ! assigns : types` */
async function say(source: string, lang: CodeLanguage = "ts"): Promise<string> {
  const { defines, uses, assigns, definesTypes, optional, errors } = await language.analyse(source, lang)
  if (errors.length > 0) return errors.map(({ message, place }) => `${place.line}:${place.column} ${message}`).join()
  const used = uses.map(({ name }) => name).filter((name) => !optional.includes(name))
  const parts = [
    defines.map(({ name }) => name).join(),
    used.join(),
    assigns.map(({ name }) => name).join(),
    definesTypes.join(),
  ]
  return `${parts[0]} < ${parts[1]} ! ${parts[2]} : ${parts[3]}`
}

test.each([
  ["const a = b", "a < b !  : "],
  ["let { x, y: [z = w], ...rest } = o", "x,z,rest < w,o !  : "],
  ["function f(p = q) { return p + r }", "f < q,r !  : "],
  ["function even(n) { return odd(n) } function odd(n) { return even(n) }", "even,odd <  !  : "],
  ["class K extends Base { m() { return this.x + y } }", "K < Base,y !  : "],
  ["interface P { a: Q } type T = P", " <  !  : P,T"],
  ["const u: User = make()", "u < make !  : "],
  ["enum E { A } namespace N { export const q = E.A }", "E,N <  !  : "],
  ["namespace A.B { export const c = 1 } A.B.c", "A <  !  : "],
  ["namespace OnlyTypes { export type X = 1 }", "OnlyTypes <  !  : "],
  ["import d, { a as b, type T } from 'm'; import type { U } from 'n'", "d,b <  !  : T,U"],
  ["export const a = 1; export default a", "a <  !  : "],
  ["export default v", " < v !  : "],
  ["config = { a: 1 }", " < config ! config : "],
  ["count++; total += x", " < count,total,x ! count,total : "],
  ["typeof maybe === 'undefined'", " <  !  : "],
  ["if (on) { var late = 1 }", "late < on !  : "],
  ["declare const env: string; env", " <  !  : env"],
  ["console.log(Math.max(1)); new Map(); fetch; process", " <  !  : "],
  ["const Map = 1; Map", "Map <  !  : "],
  ["let v: typeof other = 1", "v <  !  : "],
  ["function f(a: string): string; function f(a: any) { return a }", "f <  !  : "],
  ["interface I { a: 1 } class I { b = 2 }", "I <  !  : "],
  ["declare function g(): void; declare const h: 1; declare class D {}", " <  !  : g,h,D"],
  ["outer: for (;;) { break outer }", " <  !  : "],
  ["const f = <T,>(x: T) => x as unknown as Foo", "f <  !  : "],
  ["await using r = open(); for await (const x of xs) x", "r < open,xs !  : "],
  ["const broken = (1 + ;", "1:21 Unexpected token"],
  ["const a = 1; const a = 2", "1:7 Identifier `a` has already been declared"],
])("[L4] names of %j: %s", async (source, expected) => {
  expect(await say(source)).toBe(expected)
})

test("[L4] names of tsx", async () => {
  expect(await say('const el = <Card person={people}><div className="x" /></Card>', "tsx")).toBe(
    "el < Card,people !  : ",
  )
})

test.each([
  ["const a = 1", "const a = 1 // one", true],
  ["const a = 1", "const  a=1;", true],
  ["const a: number = 1", "const a = 1", true],
  ["const a = 1", "const a = 2", false],
  ["a", "a + 0", false],
])("[L5] %j and %j are the same code: %s", async (one, other, same) => {
  const [a, b] = await Promise.all([language.analyse(one, "ts"), language.analyse(other, "ts")])
  expect(a.codeHash === b.codeHash).toBe(same)
})

test("[L4] names that JSX stands for under the classic runtime", async () => {
  const source = "/** @jsxRuntime classic @jsx h @jsxFrag F */\n<><b/></>"
  expect(await say(source, "tsx")).toBe(" < h,F !  : ")
})

test.each([
  ["a", "a"],
  ["() => a", "~a"],
  ["function f() { return a }", "~a"],
  ["class C { x = a; static y = b; m() { return c } static { d } [e] = 1 }", "~a,b,~c,d,e"],
  ["const f = (x = a) => b; c", "~a,~b,c"],
  ["() => a; a", "a"],
  ["class C extends B {}", "B"],
])("[L10] uses of %j that only a call reaches: %s", async (source, expected) => {
  const { uses } = await language.analyse(source, "ts")
  expect(uses.map(({ name, isDeferred }) => (isDeferred ? `~${name}` : name)).join()).toBe(expected)
})

test("[L2] a definition has its kind and line", async () => {
  const source =
    "import i from 'i'\nvar v, { w } = v\nlet l\nconst c = 1\nfunction f() {}\nclass K {}\nenum E {}\nnamespace N { export const n = 1 }"
  const { defines } = await language.analyse(source, "ts")
  expect(defines.map(({ name, kind, place }) => `${place.line} ${kind} ${name}`).join()).toBe(
    "1 import i,2 var v,2 var w,3 let l,4 const c,5 function f,6 class K,7 enum E,8 namespace N",
  )
})
