type Cmp<T> = (a: T, b: T) => number;
const ascending: Cmp<number> = (a, b) => a - b;

const sorts: { [name: string]: <T>(xs: readonly T[], cmp: Cmp<T>) => T[] } = {
  bubble(xs, cmp) {
    const a = [...xs];
    for (let swapped = true, n = a.length; swapped; n--) {
      swapped = false;
      for (let i = 1; i < n; i++)
        if (cmp(a[i - 1]!, a[i]!) > 0) [a[i - 1], a[i], swapped] = [a[i]!, a[i - 1]!, true];
    }
    return a;
  },
  insertion(xs, cmp) {
    const a = xs.slice();
    for (let i = 1; i < a.length; i++) {
      const x = a[i]!;
      let j = i;
      while (j-- > 0 && cmp(a[j]!, x) > 0) a[j + 1] = a[j]!;
      a[j + 1] = x;
    }
    return a;
  },
  merge: function mergeSort(xs, cmp) {
    if (xs.length < 2) return [...xs];
    const mid = xs.length >>> 1;
    const [l, r] = [mergeSort(xs.slice(0, mid), cmp), mergeSort(xs.slice(mid), cmp)];
    const out: typeof l = [];
    while (l.length && r.length) out.push((cmp(l[0]!, r[0]!) <= 0 ? l : r).shift()!);
    return out.concat(l, r);
  },
  quick(xs, cmp) {
    if (xs.length < 2) return [...xs];
    const [pivot, ...rest] = xs as [typeof xs[number], ...typeof xs];
    return [...sorts["quick"]!(rest.filter((x) => cmp(x, pivot) < 0), cmp), pivot, ...sorts["quick"]!(rest.filter((x) => cmp(x, pivot) >= 0), cmp)];
  },
  heap(xs, cmp) {
    const a = [...xs];
    const sift = (i: number, n: number) => {
      for (let c; (c = 2 * i + 1) < n; i = c) {
        if (c + 1 < n && cmp(a[c]!, a[c + 1]!) < 0) c++;
        if (cmp(a[i]!, a[c]!) >= 0) return;
        [a[i], a[c]] = [a[c]!, a[i]!];
      }
    };
    for (let i = a.length >> 1; i--; ) sift(i, a.length);
    for (let n = a.length; --n > 0; sift(0, n)) [a[0], a[n]] = [a[n]!, a[0]!];
    return a;
  },
};

const numbers = [5, -3, 8, 0, 8, 13, -21, 1e3, 2.5];
const people = [{ n: "Zoe", a: 3 }, { n: "Adam", a: 1 }, { n: "Eve", a: 3 }, { n: "Bob", a: 2 }];
for (const [name, sort] of Object.entries(sorts)) {
  console.log(name.padEnd(10), sort(numbers, ascending).join(" "), sort(people, (x, y) => x.a - y.a).map((p) => p.n).join());
}
console.log(["b", undefined, "a", , "C"].sort(), [10, 9, 1].sort(), ["é", "z", "e"].sort(new Intl.Collator("en").compare));
console.log(numbers.length, [3, 1, 2].toSorted().toReversed(), [..."hello"].sort().join(""));
const keyed = Object.entries({ b: 2, a: 1, 10: "x", 9: "y" }).sort(([a], [b]) => (a < b ? -1 : 1));
console.log(keyed);
