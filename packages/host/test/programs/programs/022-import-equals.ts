namespace Outer { export namespace Inner { export const v = 1; export type T = number } }
import Inner = Outer.Inner
import T = Outer.Inner.T
const t: T = Inner.v
console.log(t, Outer.Inner.v)
export import Again = Outer.Inner
console.log(Again.v)
