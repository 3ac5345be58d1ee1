import path = require("node:path")
import pack from "node:os" with {}
import data from "data:application/json,[1,2]" with { type: "json" }
console.log(path.sep, typeof pack.cpus, data)
