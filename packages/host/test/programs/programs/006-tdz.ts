const read = () => later
console.log(typeof read)
console.log(read())
const later = 1
