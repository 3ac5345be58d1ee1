let total = 0
const list = [1, 2, 3]
for (const n of list) total += n
console.log(total)
let x = 1, y = 2
;[x, y] = [y, x]
console.log(x, y)
var v
v ??= 5
console.log(v)
