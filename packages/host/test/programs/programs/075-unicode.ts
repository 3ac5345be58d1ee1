const π = Math.PI, ñandú = "bird", 变量 = "variable", Ω = 10, ªº = 1, ℮ = "est", $_ = "dollar", _$ = "under", ゼロ = 0, ᾩ = "greek"
console.log(π.toFixed(4), ñandú, 变量, Ω, ªº, ℮, $_ + _$, ゼロ, ᾩ)
const \u0061\u{62}c = "escaped", caf\u00e9 = "coffee"
console.log(abc, café, \u0061bc, { abc, \u0063af\u{e9}: 1 })
function größe({ länge = 2, breite = 3 }: { länge?: number; breite?: number } = {}) { return länge * breite }
class Übung { #größe = 5; get \u0067röße() { return this.#größe } static ß = "sz"; 日本() { return "日本" } }
console.log(größe(), größe({ länge: 10 }), new Übung().größe, Übung.ß, new Übung().日本())

const strings = ["\x41\u0042\u{43}\u{1F600}", "\0".length, "a\
b", '\'"`', "tab\tq".length, "\v\f\b".length, "é".normalize("NFD").length, "👨‍👩‍👧".length, [..."👨‍👩‍👧"].length, "\ud83d".isWellFormed(), "\ud83d!".toWellFormed().charCodeAt(0).toString(16)]
console.log(strings)
console.log([...new Intl.Segmenter("en", { granularity: "grapheme" }).segment("👨‍👩‍👧é🇩🇪")].map((s) => s.segment.length))
console.log("straße".toUpperCase(), "İ".toLowerCase().length, "ﬁ".toUpperCase(), "Σ".toLowerCase(), "I".toLocaleLowerCase("tr"), "ǆ".toUpperCase())
console.log("z".localeCompare("ä", "sv"), "z".localeCompare("ä", "de"), ["ö", "o", "z"].sort(new Intl.Collator("sv").compare).join(""))
console.log("💩".codePointAt(0), "💩".charCodeAt(1), String.fromCodePoint(0x1f4a9), "💩".at(-1) === "\udca9", "a💩b".split(""), Array.from("a💩b"), "💩💩".slice(2), "💩".padEnd(5, "é💩").length)
console.log(encodeURIComponent("é 💩&"), decodeURI("%C3%A9"), escape("é"), unescape("%u00E9"), btoa("é"), Buffer.from("💩").toString("hex"), new TextDecoder().decode(new TextEncoder().encode("💩é")))
console.log(/\p{Script=Greek}/u.test("π"), "ñandú πάν 123".match(/\p{L}+/gu), /^\p{RGI_Emoji}$/v.test("👨‍👩‍👧"), /[\p{L}--[a-z]]/v.exec("abcÉ")?.[0], /^.$/u.test("💩"), /^.$/.test("💩"), "x".replace(/x/, "$$&$&"), /\u{1F4A9}/u.test("💩"))
const key = { "": "empty", " ": "space", "\n": "newline", "👍": "thumb", "a-b": 1, "ключ": 2, ключ2: 3, 1e3: "number", 0x10: "hex", .5: "half", 1n: "big" }
console.log(key, Object.keys(key).length)
label_日本: for (const ch of "日本") { if (ch === "本") continue label_日本; console.log(ch) }
console.log(`multi
line	tab ${"nested `ticks` ${1 + 1}"} \${not} \u{1F980}`, "​".length, " ".trim().length, "\u00a0x\ufeff".trim())
const emojiTag = (s: TemplateStringsArray) => [s[0], s.raw[0]]
console.log(emojiTag`🎉\u{1F389}\n`, emojiTag`\unicode and \xerxes` , String.raw`C:\new\u0041`)
