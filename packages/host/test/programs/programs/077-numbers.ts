console.log(0b1010, 0o17, 0xFF, 1_000_000, .5, 5., 0.1 + 0.2, 1e21, 1e-7, -0, [-0], 0xdead_beefn, 1e3.toFixed(2), 5..toString(2), 5 .toString(), (25).toString(36))
console.log(Number.MAX_SAFE_INTEGER, Number.EPSILON > 0, Number.MIN_VALUE, 2 ** 53 === 2 ** 53 + 1, 0.1 * 3, 9007199254740993, 1 / 3)
console.log([NaN, -0, Infinity, "12px", "", " 7 ", "0x1f", "1e3", null, undefined, [], [5], {}, true, "1_000", "-0b1"].map(Number))
console.log(["12px", "0x1f", "3.7e2", "", ".5"].map((s) => [parseInt(s), parseFloat(s)]), ["1", "2", "3"].map(parseInt as never))
console.log((1234.5678).toFixed(2), (0.000001234).toPrecision(2), (1e21).toLocaleString("en-US"), (255).toString(2).padStart(10, "0"), (1.005).toFixed(2), (-1.5).toFixed(0), (12345.678).toExponential(2))
console.log(7 % 3, -7 % 3, 7 % -3, 5.5 % 2, 2 ** -1, (-2) ** 3, 2 ** 3 ** 2, -(2 ** 2), 0 / 0, 1 / -0, ~~-3.7, -3.7 | 0, 5 >>> 1, -5 >> 1, -5 >>> 28, 1 << 31, ~5, 5 & 3, 5 | 3, 5 ^ 3)
console.log(Math.round(-0.5), Math.round(2.5), Math.sign(-3), Math.trunc(-4.7), Math.hypot(3, 4), Math.cbrt(27), Math.fround(5.5), Math.clz32(1), Math.imul(0xffffffff, 5), Math.max(), Math.min(), Math.log2(8), Math.atan2(1, 1).toFixed(3))
console.log(Object.is(-0, 0), NaN !== NaN, [NaN].includes(NaN), [NaN].indexOf(NaN), isNaN("x" as never), Number.isNaN("x"), Number.isInteger(5.0), Number.isSafeInteger(2 ** 53))
console.log("5" as any * 2, "5" + 2, "5" as any - 2, +"", +[], +{}, [] + "" + {}, 1 + null!, 1 + (undefined as never), true as any + true, "b" + "a" + +"a" + "a", [2] as any * [3] as never, null as any >= 0, null as any == 0, undefined == null, "10" < "9", 10 < ("9" as never))
let x = 5
console.log(x++ + ++x, x-- - --x, x, (x = 3, x * 2), x += x -= 2, x **= 3, x <<= 2, x)
const big = 2n ** 100n
console.log(big, -big / 3n, big % 1000n, BigInt(Number.MAX_SAFE_INTEGER) + 2n, BigInt.asIntN(64, 2n ** 63n), 10n > 9, typeof big, big.toString(36), 0n ? 1 : 2, [1n, 2, 3n].map(String))
const f64 = new Float64Array([1.5]), bytes = new Uint8Array(f64.buffer)
console.log([...bytes], new DataView(f64.buffer).getUint8(7), new Float32Array([0.1])[0], new Uint8ClampedArray([300, -5, 1.5]), new Int8Array([200]), new Uint16Array([-1]), new BigInt64Array([5n]))
const money = new Intl.NumberFormat("de-DE", { style: "currency", currency: "EUR" })
console.log(JSON.stringify(money.format(1234.5)), new Intl.NumberFormat("en", { notation: "compact" }).format(12_345), new Intl.NumberFormat("en-IN").format(12345678), new Intl.PluralRules("en", { type: "ordinal" }).select(3), new Intl.NumberFormat("en", { style: "unit", unit: "kilometer-per-hour" }).format(50), new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 }).format(0.1234))
const mixed = (a: any, b: any) => a + b
mixed(1n, 1)
