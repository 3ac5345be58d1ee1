"use strict"
// Statements that begin in every way an expression can.
const n = 5, f = (...x: unknown[]) => console.log(...x), o = { a: { b: 1 }, m() { return this } }, tag = (s: TemplateStringsArray) => f("tag", s[0]), pr = Promise.resolve(9)
n; -n; +n; ~n; !n; typeof n; void n; (n); [n]; `${n}`; "string"; 1; 1n; /re/g; null; true; this; undefined;
({}).toString(); ({ a: 1 }); [1, 2].map(f); (() => f("arrow called"))(); (function () { f("function called") })(); (class { static { f("class expression") } });
!function () { f("bang function") }(); +function () { f("plus function") }(); new class { constructor() { f("new class") } }; new (class { constructor() { f("new (class)") } })()
;(async () => {})(); async () => {}; async function decl() {} async (x: number) => x; await pr; await f("awaited"); (await pr) + 1; -(await pr)
f("comma"), f("second"); n ? f("then") : f("else"); n && f("and"); n || f("never"); null ?? f("nullish"); n > 3 === true
o.a.b++; o.a.b += 2; --o.a.b; o?.a?.b; o["a"]["b"]; delete (o as any).zzz; "a" in o; o instanceof Object; o.m().m().a
tag`template`; String.raw`\n`; import.meta; import.meta.url; import("node:fs"); (await import("node:path")).sep; f?.("optional call"); (0, f)("indirect"); (f as any)("cast"); f!("non-null"); <any>f("assertion")
;(<any>o).late = 1; (o as any).late; o satisfies object; o as never; (o)!.a!; [o.a.b, (o as any).swap] = [1, 2]; ({ a: o.a } = { a: { b: 7 } })
f(o, 𝒳(3)); function 𝒳(x: number) { return x * 2 } 𝒳(1); "👍"; `👍`; π; var π = 3; let yielded = function* () { yield 1 }; yielded().next()
;/x/.test("x") && f("regex first"); -1; - -1; !!1; [..."ab"].length; { 1; { 2 } } ;;; if (n) 3; else 4; for (;;) { break } 5; do 6; while (false) 7; switch (8) { case 8: 9 } try { 10 } catch {} label: 11; throwing: { 12 }
let a1 = 1, b1 = 2
;[a1, b1] = [b1, a1]
f(a1, b1)
const big = 10n; big ** 2n; new Date(0); new Map; Symbol("s"); new Error("as a value"); new Proxy({}, {}); (() => 1); class Named {} Named; enum E { A } E; E.A; namespace N { export const v = 1 } N; N.v
f("before the last"); // a comment ; with a semicolon
/* and one before */ f( // inside
  "the", "last", /* in between */ "call"
) /* after */ // and a line

/* the end */
