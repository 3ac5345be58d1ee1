// The names under which this package uses Yjs: its own (`Map`, `Text`) hide the language's.
export { Doc, Map as YMap, Text as YText } from "yjs"
