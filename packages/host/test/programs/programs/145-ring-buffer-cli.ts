import { parseArgs, styleText, format } from "node:util"
import { EOL } from "node:os"
import { strict as assert } from "node:assert"

type Command = { describe: string; options?: NonNullable<Parameters<typeof parseArgs>[0]>["options"]; run(context: { values: Record<string, unknown>; args: string[] }): number | void | Promise<number | void> }
const tasks: { id: number; title: string; done: boolean; tags: string[] }[] = []
const out: string[] = []
const print = (...x: Parameters<typeof format>) => void out.push(format(...x))
const commands: Record<string, Command> = {
  add: { describe: "adds a task", options: { tag: { type: "string", multiple: true, short: "t", default: [] } }, run({ values, args }) { if (!args.length) return print("what?"), 2; tasks.push({ id: tasks.length + 1, title: args.join(" "), done: false, tags: values["tag"] as string[] }); print("added #%d", tasks.length) } },
  done: { describe: "marks as done", run({ args }) { for (const a of args) { const t = tasks.find(({ id }) => id === Number(a)); if (!t) return print("no task %s", a), 1; t.done = true } } },
  list: { describe: "shows all", options: { all: { type: "boolean", short: "a" }, tag: { type: "string" } }, async run({ values }) { await null; for (const { id, title, done, tags } of tasks) if ((values["all"] || !done) && (!values["tag"] || tags.includes(values["tag"] as string))) print("%s %d %s%s", done ? "[x]" : "[ ]", id, title, tags.map((t) => ` +${t}`).join("")) } },
  help: { describe: "shows this", run() { for (const [name, { describe }] of Object.entries(commands)) print("  %s  %s", name.padEnd(5), describe) } },
}
async function cli(line: string): Promise<number> {
  out.length = 0
  const [name = "help", ...argv] = line.match(/"[^"]*"|\S+/g)?.map((w) => w.replaceAll('"', "")) ?? []
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) return print("unknown command: %s", name), 64
  try {
    const { values, positionals } = parseArgs({ args: argv, options: command.options ?? {}, allowPositionals: true })
    return (await command.run({ values, args: positionals })) ?? 0
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code?.startsWith("ERR_PARSE_ARGS")) return print("%s", (e as Error).message.split(".")[0]), 2
    throw e
  }
}
for (const line of ["", 'add "write tests" -t work -t today', "add buy milk --tag=home", "add", "done 2", "list", "list --all", "list -a --tag home", "done 7", "list --bogus", "frobnicate", "toString"]) {
  const code = await cli(line)
  console.log([`$ todo ${line}`.trimEnd(), ...out, ...(code ? [`(exit code ${code})`] : [])].join("\n"))
}
assert.deepEqual(tasks.map((t) => t.done), [false, true])
console.log(JSON.stringify(styleText(["bold", "red"], "x", { validateStream: false })), EOL.length > 0)
commands["list"]!.run = () => { throw new ReferenceError("a bug in a command") }
await cli("list")
