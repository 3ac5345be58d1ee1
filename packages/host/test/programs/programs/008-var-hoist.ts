console.log(v)
var v = 1
console.log(v, typeof missing)
