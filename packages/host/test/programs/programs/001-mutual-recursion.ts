function isEven(n: number): boolean { return n === 0 || isOdd(n - 1) }
console.log(isEven(10))
function isOdd(n: number): boolean { return n !== 0 && isEven(n - 1) }
const LIMIT = () => MAX * 2
const MAX = 21
console.log(LIMIT(), isOdd(7))
