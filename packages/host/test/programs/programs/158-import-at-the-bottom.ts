// Imports are hoisted, wherever they stand.
const here = resolve("/a", "../b")
console.log(here, basename(here))
const listing = ["x.ts", "y.md"].map((f) => parse(f).ext)
console.log(listing, os.EOL === "\n" || os.EOL === "\r\n")

import { basename, parse, resolve } from "node:path"
import os from "node:os"
console.log(typeof sep)
import { sep } from "node:path"
