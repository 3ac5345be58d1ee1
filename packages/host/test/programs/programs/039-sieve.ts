function sieve(limit: number): number[] {
    const composite = new Uint8Array(limit + 1)
    const primes: number[] = []
    for (let i = 2; i <= limit; i++) {
        if (composite[i]) continue
        primes.push(i)
        for (let j = i * i; j <= limit; j += i) composite[j] = 1
    }
    return primes
}

function* lazyPrimes() {
    const known = new Map<number, number[]>()
    for (let n = 2; ; n++) {
        const factors = known.get(n)
        if (!factors) {
            yield n
            known.set(n * n, [n])
            continue
        }
        known.delete(n)
        for (const p of factors) known.set(n + p, [...(known.get(n + p) ?? []), p])
    }
}

const factor = (n: number) => {
    const out = new Map<number, number>()
    for (let p = 2; p * p <= n; p += p === 2 ? 1 : 2)
        while (n % p === 0) out.set(p, (out.get(p) ?? 0) + 1), (n /= p)
    if (n > 1) out.set(n, 1)
    return out
}

const upTo100 = sieve(100)
console.log(upTo100.length, upTo100.join(" "))
console.log(lazyPrimes().drop(20).take(5).toArray())
console.log(lazyPrimes().filter((p) => p % 10 === 7).map((p) => p ** 2).take(4).toArray())
console.log([360, 97, 1, 1001].map((n) => [...factor(n)].map(([p, e]) => (e > 1 ? `${p}^${e}` : p)).join("·") || "1"))
console.log(sieve(10_000).at(-1), sieve(1), sieve(2))
const twins = upTo100.flatMap((p, i) => (upTo100[i + 1] === p + 2 ? [[p, p + 2]] : []))
console.log(twins)
const goldbach = (n: number) => upTo100.find((p) => upTo100.includes(n - p))
for (let n = 4; n <= 20; n += 4) console.log(`${n} = ${goldbach(n)} + ${n - goldbach(n)!}`)
