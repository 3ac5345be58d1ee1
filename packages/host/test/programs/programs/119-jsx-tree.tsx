/** @jsxRuntime classic */
/** @jsx create */
/** @jsxFrag "fragment" */
// A tiny reconciler: renders trees, keeps state in hooks, and says what changed.
type VNode = { type: any; props: Record<string, any>; key?: string }
const create = (type: any, props: any, ...children: any[]): VNode => ({ type, key: props?.key, props: { ...props, children: children.flat(Infinity).filter((c) => c != null && c !== false) } })
let hooks: { values: any[]; at: number } = { values: [], at: 0 }
const states = new Map<string, any[]>()
let dirty = false
function useState<T>(initial: T | (() => T)): [T, (next: T | ((old: T) => T)) => void] {
  const { values, at } = hooks
  if (!(at in values)) values[at] = typeof initial === "function" ? (initial as () => T)() : initial
  hooks.at++
  return [values[at], (next) => { values[at] = typeof next === "function" ? (next as (x: T) => T)(values[at]) : next; dirty = true }]
}
function render(node: VNode | string | number, path = "0"): any {
  if (typeof node !== "object") return String(node)
  const { type, props: { children, ...props } } = node
  if (typeof type === "function") {
    const saved = hooks
    hooks = { values: states.get(path) ?? [], at: 0 }
    states.set(path, hooks.values)
    try { return render(type({ ...props, children }), `${path}.${type.name}`) } finally { hooks = saved }
  }
  return { type, props, children: children.map((c: any, i: number) => render(c, `${path}.${c.key ?? i}`)) }
}
const show = (n: any, depth = 0): string => typeof n === "string" ? `${"  ".repeat(depth)}${n}` : [`${"  ".repeat(depth)}<${n.type}${Object.keys(n.props).filter((k) => k !== "key" && typeof n.props[k] !== "function").map((k) => ` ${k}=${n.props[k]}`).join("")}>`, ...n.children.map((c: any) => show(c, depth + 1))].join("\n")
const find = (n: any, type: string): any => n.type === type ? n : n.children?.map((c: any) => find(c, type)).find(Boolean)

function Counter({ start = 0, step = 1 }: { start?: number; step?: number }) {
  const [n, set] = useState(() => start)
  const [history, push] = useState<number[]>([])
  return <div>
    <button onClick={() => { set((x) => x + step); push((h) => [...h, n]) }}>{n}</button>
    {history.length > 0 && <span>{"was"}{history.join()}</span>}
  </div>
}
const App = ({ title }: { title: string }) => <main title={title}><Counter key="c" start={5} step={2} />{["x", "y"].map((k) => <i key={k}>{k}</i>)}</main>
let tree = render(<App title="demo" />)
console.log(show(tree))
for (let i = 0; i < 2; i++) { find(tree, "button").props.onClick(); if (dirty) { tree = render(<App title={`run ${i}`} />); dirty = false } }
console.log(show(tree))
console.log(states.size, render(<p>{1}{"two"}{[3, [4]]}</p>).children, (<a {...{ href: "x" }} {...null} />).props)
render(<Missing.Component />)
declare const Missing: { Component: any }
