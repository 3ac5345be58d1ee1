/** @jsxRuntime classic */
/** @jsx h */
/** @jsxFrag Fragment */
type Child = string | number | boolean | null | undefined | Child[]
type Props = Record<string, unknown> & { children?: Child }
declare global { namespace JSX { interface IntrinsicElements { [tag: string]: any } type Element = string } }
const Fragment = Symbol("fragment")
const VOID = new Set(["br", "img", "input"])
const escape = (s: string) => s.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]!)
class Raw { constructor(readonly html: string) {} toString() { return this.html } }
const text = (c: any): string => c == null || typeof c === "boolean" ? "" : Array.isArray(c) ? c.map(text).join("") : c instanceof Raw ? c.html : escape(String(c))
function h(tag: string | typeof Fragment | ((p: any) => Raw), props: Props | null, ...children: any[]): Raw {
  if (typeof tag === "function") return tag({ ...props, children })
  const inner = children.map(text).join("")
  if (tag === Fragment) return new Raw(inner)
  const attributes = Object.entries(props ?? {}).filter(([, v]) => v !== false && v != null).map(([k, v]) => v === true ? ` ${k}` : ` ${k === "className" ? "class" : k}="${escape(typeof v === "object" ? Object.entries(v as object).map(([p, x]) => `${p}:${x}`).join(";") : String(v))}"`)
  return new Raw(`<${tag as string}${attributes.join("")}>${VOID.has(tag as string) ? "" : `${inner}</${tag as string}>`}`)
}
const Item = ({ done, children }: { done?: boolean; children?: any }) => <li className={done ? "done" : undefined} style={{ color: "red", top: 0 }}>{children}{done && " ✓"}</li>
const List = <T,>({ items, render }: { items: T[]; render: (x: T, i: number) => any }) => <ul>{items.map(render)}</ul>
const todo = [{ t: "Write <b>", d: true }, { t: 'Say "hi" & go', d: false }]
const ui = { Panel: ({ title, children, ...rest }: any) => <section {...rest}><h1>{title}</h1>{children}</section> }
console.log(String(<ui.Panel title="To do" data-n={todo.length} hidden>
  <List<typeof todo[number]> items={todo} render={({ t, d }) => <Item done={d}>{t}</Item>} />
  <>
    {/* a comment */}
    {null}{undefined}{false}{0}{""}
    text   with   spaces
    <br/><input disabled value='single "quotes"' aria-label={`tpl ${1}`} />
    &copy; &lt; &#65; {"{braces}"} {'\u00e9'}
  </>
</ui.Panel>))
const tag = "dynamic" as const, Dyn = tag as any
console.log(`${<Dyn x={1}>{...[1, 2]}</Dyn>}`, `${<svg xlink:href="#f" on-click={() => 1 > 0 && <b />}><path-d /></svg>}`)
