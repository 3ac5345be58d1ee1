import fc from "fast-check"

const line = fc.constantFrom(
  ..."|# T|## S|### s|x|- a|  b|1. c|> q|```|```ts|~~~|````|    i|\t- t|===|---|***|<!--|-->|<div>|</div>|<pre>|</pre>|<!-- quire:cell -->|- ```|a  |[x]: y|| a ||  ```js|<a>|+ x|2) z|-".split(
    "|",
  ),
)
/** Random text made of the lines that are hard to read. */
export const markdownish = fc
  .array(fc.tuple(line, fc.constantFrom("\n", "\n", "\n", "\r\n", "\r", "\n\n")), { maxLength: 20 })
  .map((lines) => lines.flat().join(""))
