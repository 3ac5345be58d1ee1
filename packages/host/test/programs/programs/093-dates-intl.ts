const d = new Date(Date.UTC(2024, 1, 29, 13, 5, 9, 7))
console.log(d, d.toISOString(), d.getTime(), d.toJSON(), [d], { d }, +d === d.valueOf(), new Date(NaN), new Date(8.64e15 + 1))
d.setUTCMonth(0, 31); d.setUTCMonth(1)
console.log(d.toISOString(), new Date("2024-02-30T00:00:00Z").getUTCDate(), Date.UTC(2023, 11, 31), new Date(0, 0).getFullYear(), Date.parse("2020-01-01"), Date.parse("x"))
try { new Date(NaN).toISOString() } catch (e) { console.log((e as Error).message) }
const days = (a: Date, b: Date) => Math.round((+b - +a) / 864e5)
console.log(days(new Date("2024-01-01"), new Date("2025-01-01")), [2023, 2024, 1900, 2000].map((y) => new Date(Date.UTC(y, 2, 0)).getUTCDate()))
const weekday = (y: number, m: number, day: number) => ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"][new Date(Date.UTC(y, m - 1, day)).getUTCDay()]
console.log(weekday(2000, 1, 1), weekday(1969, 7, 20))
function* calendar(year: number, month: number) {
  const first = (new Date(Date.UTC(year, month - 1)).getUTCDay() + 6) % 7, last = new Date(Date.UTC(year, month, 0)).getUTCDate()
  yield "Mo Tu We Th Fr Sa Su"
  for (let day = 1 - first; day <= last; day += 7) yield Array.from({ length: 7 }, (_, i) => (day + i > 0 && day + i <= last ? String(day + i) : "").padStart(2, "·")).join(" ")
}
console.log([...calendar(2024, 2)].join("\n"))
const show = (locale: string, options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(locale, { timeZone: "UTC", ...options }).format(new Date("2024-02-29T13:05:09Z")).replace(/\s/g, " ")
console.log(show("en-GB", { dateStyle: "full" }), "|", show("de", { dateStyle: "long" }), "|", show("ja", { era: "long" }), "|", show("en-US", { timeStyle: "short" }), "|", show("en", { timeZone: "Asia/Tokyo", hour: "numeric", hour12: false, weekday: "short" }), "|", show("fa", { year: "numeric" }))
console.log(new Intl.DateTimeFormat("en", { timeZone: "UTC", month: "short", day: "numeric" }).formatToParts(new Date(0)).map(({ type, value }) => `${type}=${value}`).join())
console.log(new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(-1, "day"), new Intl.RelativeTimeFormat("de").format(3, "week"), new Intl.ListFormat("en").format(["a", "b", "c"]), new Intl.PluralRules("pl").select(5), new Intl.DisplayNames("en", { type: "region" }).of("NO"), Intl.getCanonicalLocales("EN-us"), new Intl.Locale("zh-Hant-TW").script)
const plural = (n: number) => `${n} ${{ one: "apple", other: "apples" }[new Intl.PluralRules("en").select(n) as "one" | "other"]}`
console.log([0, 1, 2].map(plural), new Intl.NumberFormat("fr", { maximumSignificantDigits: 3 }).format(1234.56).replace(/\s/g, "_"), typeof Intl.DurationFormat)
class Instant { constructor(private ms: number) {} [Symbol.toPrimitive](hint: string) { return hint === "number" ? this.ms : new Date(this.ms).toISOString().slice(0, 10) } }
console.log(+new Instant(5), `${new Instant(864e5)}`, new Instant(1) as any < new Instant(2), typeof Date(), new Date(2020, 5).getMonth(), typeof (globalThis as any).Temporal !== "string")
new Intl.NumberFormat("en", { style: "currency" })
