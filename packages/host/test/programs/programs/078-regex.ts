const date = /(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)/dg
const text = "from 2024-01-31 to 2026-12-05, not 1-2-3"
for (const { groups: { year, month, day } = {}, index, indices } of text.matchAll(date)) console.log(year, month, day, index, indices?.groups?.["month"])
console.log(text.replace(date, "$<day>.$<month>.$<year>"), text.replaceAll(date, (...m) => { const { year } = m.at(-1) as any; return `in ${year}` }))
console.log("price: $42, €7, 100".match(/(?<=[$€])\d+/g), "a1b22".replace(/(?<!\d)\d(?!\d)/, "#"), "foobar foobaz".match(/foo(?=baz)/)?.index, "xay".match(/x(?!b)/)?.[0])
const sticky = /\w+\s*/y
const words: string[] = []
for (let m; (m = sticky.exec("one two  three!")); ) words.push(m[0])
console.log(words, sticky.lastIndex)
console.log(/(\w)\1/.exec("hello")?.[0], /(?<q>['"]).*?\k<q>/.exec(`say "it's" ok`)?.[0], "aBc".replace(/b/i, (c) => c + c), /^b/m.test("a\nb"), /a.b/s.test("a\nb"), /a.b/.test("a\nb"))
console.log("2020-01-02T03".split(/[-T]/), "a, b ,c".split(/\s*,\s*/), "abc".split(/(b)/), "abc".split(/(?:)/), "x".split(/x/), "1a2b".split(/\d/))
console.log(/[\p{L}&&[a-c]]+/v.exec("xyzabc")?.[0], /[[a-z]--[aeiou]]+/v.exec("aebcd")?.[0], /\p{Emoji_Presentation}/v.test("🦊"), /^[\w--\d]+$/v.test("abc1"), /[\q{abc|d}]/v.exec("xabc")?.[0])
console.log(/(?i:A)b/.test("ab"), /(?i:A)b/.test("aB"), /(?<n>a)|(?<n>b)/.exec("b")?.groups?.["n"], /\bfoo\b/.test("a foo b"), RegExp.escape("a.b*c"))
console.log(new RegExp("a/b").source, String(new RegExp("")), new RegExp("\n").toString(), /[/]/.source, RegExp("x", "gimsuyd").flags, /a/g === /a/g, /a\/b/.source)
const g = /a/g
console.log(g.test("aa"), g.lastIndex, g.test("aa"), g.test("aa"), g.lastIndex)
console.log("aaa".lastIndexOf("a"), "abcabc".replace("b", "$`|$&|$'"), "abc".replace(/(?<x>b)/, "[$<x>$1$2$$]"), "x-y_z".replace(/[-_](\w)/g, (_, c: string) => c.toUpperCase()), "camelCaseString".replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`))
const lisp = "(a (b c) d)"
const tokens = [...lisp.matchAll(/[()]|\w+/g)].map(([t]) => t)
console.log(tokens.join("·"), "x".match(/y/), "x".match(/y/g), "xyx".match(/x/g)?.length, "abc".search(/c/), /a|ab/.exec("abc")?.[0], /(a+)+b/.test("aaaaaaaaaaaaaaaaaaaa!"))
console.log("The Quick".replace(/quick|the/gi, (m) => ({ quick: "slow", the: "a" })[m.toLowerCase()]!), /(\d+)(?:px|em)(;)?/.exec("12em"), [..."a1b2".matchAll(/([a-z])(\d)/g)].map(([, l, d]) => l! + d))
const division = 10 / 2 / 5, maybe = [4].map((x) => x /2/ 1), g2 = 2
console.log(division, maybe, 8 / g2 / 1, (1) /1/g2, `${/}/.source}`, /[`${}]/.test("`"), ")".match(/\)/)?.[0])
if (/x/.test("x")) /y/.test("y") && console.log("statement regex")
const dynamic = ["a", "(", "b"].map((s) => { try { return new RegExp(s).source } catch (e) { return (e as Error).name } })
console.log(dynamic)
new RegExp("[z-a]")
