// @ts-nocheck
const animal = { legs: 4, describe() { return this.name + " has " + this.legs + " legs" } }
const bird = Object.create(animal, { legs: { value: 2, writable: true, enumerable: true }, fly: { value() { return this.name + " flies" } } })
const tweety = Object.assign(Object.create(bird), { name: "Tweety" })
console.log(tweety.describe(), tweety.fly(), "legs" in tweety, tweety.hasOwnProperty("legs"), Object.keys(tweety), bird.isPrototypeOf(tweety), animal.isPrototypeOf(tweety))
for (var key in tweety) console.log(key, tweety[key] === tweety.describe ? "(method)" : tweety[key])
tweety.legs = 1
console.log(bird.legs, delete tweety.legs, tweety.legs, Object.getPrototypeOf(tweety) === bird, tweety.__proto__ === bird, ({ __proto__: bird }).legs, ({ ["__proto__"]: 1 }).__proto__, { "__proto__": null } instanceof Object)

function Person(name) { if (!(this instanceof Person)) return new Person(name); this.name = name; Person.count = (Person.count || 0) + 1 }
Person.prototype = { constructor: Person, get upper() { return this.name.toUpperCase() }, toString: function () { return "<" + this.name + ">" } }
function Student(name, school) { Person.call(this, name); this.school = school }
Student.prototype = Object.create(Person.prototype, { constructor: { value: Student, configurable: true, writable: true } })
Student.prototype.toString = function () { return Person.prototype.toString.call(this) + "@" + this.school }
Object.setPrototypeOf(Student, Person)
const [p, s] = [Person("Ann"), new Student("Bob", "MIT")]
console.log(`${p} ${s}`, s.upper, s instanceof Person, Person.count, Student.count, s, Object.getOwnPropertyNames(Student.prototype), s.constructor.name)

const sealed = Object.seal({ a: 1 }), fixed = Object.preventExtensions({ b: 2 }), frozen = Object.freeze([1, { deep: 1 }])
const tries = [() => { sealed.b = 1 }, () => { delete sealed.a }, () => { sealed.a = 5; return sealed.a }, () => { fixed.c = 1 }, () => delete fixed.b, () => { frozen[0] = 9 }, () => (frozen[1].deep = 2), () => Object.defineProperty(frozen, 0, { value: 3 }), () => Object.setPrototypeOf(fixed, {})]
for (const t of tries) { try { console.log("ok", t()) } catch (e) { console.log(e.name, e.message) } }
console.log(Object.isSealed(sealed), Object.isExtensible(fixed), Object.isFrozen(frozen), Object.isFrozen(1), Object.isFrozen({}), Object.isFrozen(Object.preventExtensions({})))
const o = {}
Object.defineProperty(o, "ro", { value: 1 }); Object.defineProperty(o, "acc", { get: () => 5, enumerable: true, configurable: true })
console.log(Object.getOwnPropertyDescriptors(o), JSON.stringify(o), { ...o }, Object.entries(o), o.propertyIsEnumerable("ro"))
try { o.ro = 2 } catch (e) { console.log(e.message) }
try { Object.defineProperty(o, "ro", { get() {} }) } catch (e) { console.log(e.message) }
const order = { b: 1, 2: 1, a: 1, 1: 1, [Symbol.iterator]: 1, "-1": 1, "01": 1 }
console.log(Reflect.ownKeys(order), Object.entries({ x: 1, ...{ y: 2, x: 3 }, z: 4 }), Object.assign({ a: 1 }, { a: undefined }, null, "xy"))
Array.isArray(Object.create(Array.prototype)); var arr = []; arr[5] = 1; arr.foo = "bar"; arr["7"] = 2; arr[-1] = 3
console.log(arr, arr.length, Object.keys(arr), arr.indexOf(3), [,].length, [1, , 2].findIndex((x) => x === undefined), (arr.length = 0, arr))
with_ : { var call = Function.prototype.call, slice = call.bind([].slice), map = call.bind([].map); console.log(slice("hello", 1, 3), map("abc", (c) => c + c), slice({ 0: "a", length: 1 })); break with_ }
console.log(typeof null, typeof undefined, typeof class {}, typeof Symbol(), typeof 1n, [] == false, [1] == 1, null == 0, NaN != NaN, "b" > "a", [2] > 1, ({}) + [], [] + [], 1 + "1", "3" * "4", true + 1, [..."12"].map(Number).reduce((a, b) => a + b))
s.nothing.here
