/** @jsxRuntime classic */
/** @jsx h */
/** @jsxFrag Frag */
const Frag = "frag"
const h = (type: any, props: any, ...children: any[]): any => ({ type: typeof type === "function" ? type.name : type, props, children })
const Ns = { Card: (p: any) => p }
const spread = { id: 1 }
console.log(JSON.stringify(<div className="a" {...spread} data-x={1} flag svg:href="u">text {1 + 1} {/* empty */}<Ns.Card<number> /><a:b />{...[1, 2]}</div>))
console.log(JSON.stringify(<><b>x</b></>))
