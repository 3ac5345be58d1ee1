interface SemVer { readonly parts: readonly [number, number, number]; readonly pre: readonly (string | number)[] }
const VERSION = /^v?(?<major>0|[1-9]\d*)\.(?<minor>0|[1-9]\d*)\.(?<patch>0|[1-9]\d*)(?:-(?<pre>[\da-z.-]+))?(?:\+[\da-z.-]+)?$/i
function parse(text: string): SemVer {
  const { major, minor, patch, pre } = VERSION.exec(text.trim())?.groups ?? (() => { throw new SyntaxError(`not a version: ${JSON.stringify(text)}`) })()
  return { parts: [Number(major), Number(minor), Number(patch)], pre: pre?.split(".").map((p) => (/^\d+$/.test(p) ? +p : p)) ?? [] }
}
function compare(a: SemVer, b: SemVer): -1 | 0 | 1 {
  for (const i of [0, 1, 2] as const) if (a.parts[i] !== b.parts[i]) return a.parts[i] < b.parts[i] ? -1 : 1
  if (!a.pre.length || !b.pre.length) return Math.sign(b.pre.length - a.pre.length) as -1 | 0 | 1
  for (let i = 0; i < Math.max(a.pre.length, b.pre.length); i++) {
    const [x, y] = [a.pre[i], b.pre[i]]
    if (x === y) continue
    if (x === undefined || y === undefined) return x === undefined ? -1 : 1
    if (typeof x !== typeof y) return typeof x === "number" ? -1 : 1
    return x < y ? -1 : 1
  }
  return 0
}
const versions = ["1.0.0", "1.0.0-alpha.1", "1.0.0-alpha", "1.0.0-beta", "1.0.0-rc.1", "1.0.0-alpha.beta", "2.1.10", "2.1.9", "v1.10.0", "1.9.0+build"]
console.log(versions.sort((a, b) => compare(parse(a), parse(b))))
const satisfies = (version: string, range: string): boolean => range.split("||").some((alternative) => alternative.trim().split(/\s+/).every((part) => {
  const [, op = "", text = ""] = /^([\^~<>=]*)(.*)$/.exec(part)!
  if (text === "*" || text === "") return true
  const wanted = parse(text.replace(/\.x/g, ".0").replace(/^(\d+)(\.\d+)?$/, (_, a, b = ".0") => `${a}${b}.0`)), v = parse(version), c = compare(v, wanted), [M, m, p] = wanted.parts, upper = (parts: [number, number, number]) => compare(v, { parts, pre: [] }) < 0
  return op === "^" ? c >= 0 && upper(M ? [M + 1, 0, 0] : m ? [0, m + 1, 0] : [0, 0, p + 1]) : op === "~" ? c >= 0 && upper([M, m + 1, 0]) : op === ">" ? c > 0 : op === ">=" ? c >= 0 : op === "<" ? c < 0 : op === "<=" ? c <= 0 : c === 0
}))
for (const [v, r] of [["1.2.3", "^1.0.0"], ["2.0.0", "^1.0.0"], ["0.2.5", "^0.2.3"], ["0.3.0", "^0.2.3"], ["1.2.9", "~1.2.3"], ["1.5.0", ">=1.2.0 <1.5.1"], ["3.0.0", "1.0.0 || ^3.0.0"], ["9.9.9", "*"]] as const) console.log(v, r, satisfies(v, r))

const globToRegExp = (glob: string) => new RegExp(`^${glob.replace(/\*\*\/|\*\*|\*|\?|\[!?[^\]]+\]|\{[^}]*\}|[.+^$()|\\]/g, (t) => t === "**/" ? "(?:.*/)?" : t === "**" ? ".*" : t === "*" ? "[^/]*" : t === "?" ? "[^/]" : t[0] === "[" ? t.replace("[!", "[^") : t[0] === "{" ? `(?:${t.slice(1, -1).split(",").map((x) => RegExp.escape?.(x) ?? x).join("|")})` : `\\${t}`)}$`)
const paths = ["src/a.ts", "src/deep/b.tsx", "src/deep/c.test.ts", "README.md", "a.ts", "src/[id].ts"]
for (const g of ["**/*.ts", "src/*.ts", "*.{md,ts}", "src/**", "src/?.ts", "**/[!a].*", "**/*.test.ts"]) console.log(g.padEnd(14), paths.filter((p) => globToRegExp(g).test(p)).join(" "))
parse("1.2")
