import { Writable } from "node:stream"
import consoleModule, { Console as NamedConsole } from "node:console"
class Memory extends Writable { text = ""; override _write(c: Buffer, _: string, done: () => void) { this.text += c; done() } }
const memory = new Memory()
const logger = new console.Console({ stdout: memory, stderr: memory, colorMode: false, groupIndentation: 4 })
logger.log("hello %s", "you")
logger.group("section")
logger.warn("careful", { a: 1 })
logger.groupEnd()
console.log(JSON.stringify(memory.text))
console.log(console.Console === NamedConsole, logger instanceof console.Console, console instanceof console.Console)
console.log(consoleModule === console, globalThis.console === console, Object.prototype.toString.call(console))
new console.Console(process.stdout).log("straight to stdout")
consoleModule.group("a group of the module")
console.log("is indented")
consoleModule.groupEnd()
const { log } = consoleModule
log(typeof console.context, Object.keys(console).filter((k) => k.startsWith("group")))
