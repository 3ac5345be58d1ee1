export const one = 1
export let count = 0
export const up = () => ++count
export default function hello(name) {
  return `hello ${name}`
}
