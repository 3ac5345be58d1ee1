const { a, b: [c, ...d], ...rest } = { a: 1, b: [2, 3, 4], e: 5, f: 6 }
const f = ({ x = a, y: { z } = { z: 9 } }: { x?: number; y?: { z: number } } = {}) => [x, z]
console.log(a, c, d, rest, f(), f({ x: 2, y: { z: 3 } }))
