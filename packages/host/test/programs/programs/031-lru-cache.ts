class LRU<K, V> implements Iterable<[K, V]> {
	#map = new Map<K, V>()
	hits = 0
	misses = 0

	constructor(readonly capacity: number, private readonly onEvict?: (key: K, value: V) => void) {}

	get(key: K): V | undefined {
		if (!this.#map.has(key)) {
			this.misses++
			return undefined
		}
		this.hits++
		const value = this.#map.get(key)!
		this.#map.delete(key)
		this.#map.set(key, value)
		return value
	}

	set(key: K, value: V): this {
		this.#map.delete(key)
		this.#map.set(key, value)
		if (this.#map.size > this.capacity) {
			const [[oldest, old]] = this.#map
			this.#map.delete(oldest)
			this.onEvict?.(oldest, old)
		}
		return this
	}

	*[Symbol.iterator]() {
		yield* [...this.#map].reverse()
	}

	get [Symbol.toStringTag]() {
		return `LRU(${this.#map.size}/${this.capacity})`
	}
}

const cache = new LRU<string, number>(3, (k, v) => console.log(`evicted ${k}=${v}`))
cache.set("a", 1).set("b", 2).set("c", 3)
cache.get("a")
cache.set("d", 4)
cache.get("b")
console.log([...cache])
console.log(String(cache), cache.hits, cache.misses)

const memoize = <A extends readonly unknown[], R>(f: (...args: A) => R, size = 8) => {
	const lru = new LRU<string, R>(size)
	return Object.assign(
		(...args: A): R => {
			const key = JSON.stringify(args)
			const found = lru.get(key)
			if (found !== undefined) return found
			const made = f(...args)
			lru.set(key, made)
			return made
		},
		{ lru },
	)
}
const slowSquare = memoize((n: number) => (console.log("computing", n), n * n))
console.log(slowSquare(4), slowSquare(4), slowSquare(5), slowSquare.lru.hits)
console.log(cache)
