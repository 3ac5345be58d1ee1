(Symbol as any).metadata ??= Symbol.for("Symbol.metadata")
const log: string[] = []

function logged<T extends (...args: any[]) => any>(target: T, { name, kind }: ClassMethodDecoratorContext): T {
  return function (this: unknown, ...args: any[]) {
    log.push(`${kind} ${String(name)}(${args.join()})`)
    return target.apply(this, args)
  } as T
}
const bounded = (min: number, max: number) => <C, V extends number>({ get, set }: ClassAccessorDecoratorTarget<C, V>, { name }: ClassAccessorDecoratorContext<C, V>): ClassAccessorDecoratorResult<C, V> => ({
  get() { return get.call(this) },
  set(value) {
    if (value < min || value > max) throw new RangeError(`${String(name)} must be in ${min}..${max}`)
    set.call(this, value)
  },
  init: (value) => (log.push(`init ${String(name)}=${value}`), value),
})
function double(_: undefined, _context: ClassFieldDecoratorContext) { return (n: number) => n * 2 }
function bind(_: unknown, { name, addInitializer }: ClassMethodDecoratorContext) {
  addInitializer(function (this: any) { this[name] = this[name].bind(this) })
}
const registry = new Map<string, Function>()
const register = (key: string) => (value: Function, context: ClassDecoratorContext) => {
  registry.set(key, value)
  context.addInitializer(function () { log.push(`registered ${context.name} as ${key}`) })
}
function tagged(value: string) { return (_: unknown, c: DecoratorContext) => { c.metadata[c.name!] = value } }
function lazy<T>(getter: () => T, { name }: ClassGetterDecoratorContext) {
  return function (this: object) { const value = getter.call(this); Object.defineProperty(this, name, { value }); return value }
}

@register("thermo")
class Thermostat {
  @bounded(5, 30) accessor target = 20
  @double offset = 4
  @tagged("static") static unit = "C"
  constructor(private label: string) {}
  @logged @bind describe(prefix: string) { return `${prefix} ${this.label} ${this.target}${Thermostat.unit}` }
  @lazy get expensive() { log.push("computed"); return this.offset ** 2 }
  @logged static create(label: string) { return new this(label) }
  @tagged("secret") #hidden() {}
}
const t = Thermostat.create("hall")
t.target = 25
console.log(t.describe("The"), t.offset, t.expensive, t.expensive)
const { describe } = t
console.log(describe("Loose"))
try { t.target = 31 } catch (e) { console.log((e as Error).message) }
console.log(registry.get("thermo") === Thermostat, Thermostat.name, Object.keys(t))
console.log((Thermostat as any)[(Symbol as any).metadata])
console.log(log)
@((c: any, { kind, name }: ClassDecoratorContext) => { console.log(kind, name); return class extends c { extra = 1 } as any })
class Replaced { own = 2 }
console.log(new Replaced())
