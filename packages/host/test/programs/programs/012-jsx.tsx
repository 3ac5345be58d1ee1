/** @jsxRuntime classic */
/** @jsx h */
const h = (type: any, props: any, ...children: any[]) => ({ type, props, children })
console.log(typeof h, JSON.stringify(h("b", null, 1)))
