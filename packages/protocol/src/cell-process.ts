import type { CellId } from "@quire/notebook"
import type { Output } from "@quire/session"
import { z } from "zod"
import type { CellModule, FileModule, HoistedModule } from "./cell-module.ts"

// The messages between a session's server side (parent) and the process its cells run in (child).
// The child speaks first: `ready`. Then the parent orders and the child reports; `call` and `reply` are paired by id.

/** What the parent may order. */
export type ToChild =
  | {
      readonly type: "run"
      readonly run: number
      readonly module: CellModule
      /** Cells further down that functions can reach: for this run none of them has been evaluated. */
      readonly below: readonly HoistedModule[]
      /** Files that the cells import, in versions that the process does not have yet. */
      readonly files: readonly FileModule[]
      /** Values that people gave to this cell's inputs, by input name. */
      readonly inputValues: Readonly<Record<string, unknown>>
    }
  | { readonly type: "setInput"; readonly cell: CellId; readonly input: string; readonly value: unknown }
  | { readonly type: "forget"; readonly cell: CellId }
  | { readonly type: "call"; readonly id: number; readonly call: ChildCall }
  | { readonly type: "exit" }

/** Questions about values that the child still holds. */
export type ChildCall =
  /** Entries of a value shown as a tree; `path` counts entries from the top. */
  | { readonly ask: "expand"; readonly handle: number; readonly path: readonly number[]; readonly offset: number }
  | {
      readonly ask: "rows"
      readonly handle: number
      readonly offset: number
      readonly limit: number
      readonly sort?: { readonly column: string; readonly isDescending: boolean } | undefined
    }
  /** What a name of a cell's last run holds, in one line; with `path`, what is found by following properties. Runs no
   *  code of the value: getters are not asked. */
  | { readonly ask: "value"; readonly cell: CellId; readonly name: string; readonly path: readonly string[] }
  /** What its values are made of, for a type to be written. */
  | { readonly ask: "shape"; readonly cell: CellId; readonly name: string; readonly path: readonly string[] }
  /** Answers once no timer is left that could still print, or after `limitMs`. */
  | { readonly ask: "settle"; readonly limitMs: number }

/** What a cell says it showed: it owns its process, and may say anything. */
function isOutput(value: unknown): boolean {
  const isText = (text: unknown): boolean => typeof text === "string"
  const output = (value ?? {}) as Readonly<Record<string, unknown>>
  switch (output["type"]) {
    case "stream":
      return (
        isText(output["text"]) &&
        (output["name"] === "stdout" || output["name"] === "stderr") &&
        (output["omitted"] === undefined || (typeof output["omitted"] === "number" && output["omitted"] >= 0))
      )
    case "display":
    case "value":
      return typeof output["data"] === "object" && output["data"] !== null && !Array.isArray(output["data"])
    case "error":
      return (
        ["name", "message", "stack"].every((key) => isText(output[key])) &&
        Array.isArray(output["frames"]) &&
        Array.isArray(output["causes"])
      )
    default:
      return false
  }
}

export const toParent = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready"), pid: z.number() }),
  z.object({
    type: z.literal("output"),
    /** Absent where nobody knows which cell it came from. */
    cell: z.string().optional(),
    run: z.number().optional(),
    output: z.custom<Output>(isOutput),
  }),
  z.object({
    type: z.literal("ended"),
    cell: z.string(),
    run: z.number(),
    outcome: z.enum(["done", "error", "interrupted"]),
    ms: z.number(),
  }),
  /** The main thread is free again after an interrupt. */
  z.object({ type: z.literal("interrupted") }),
  z.object({ type: z.literal("reply"), id: z.number(), value: z.unknown(), problem: z.string().optional() }),
  z.object({ type: z.literal("exiting"), code: z.number(), cell: z.string().optional() }),
  z.object({ type: z.literal("memory"), mb: z.number() }),
])

/** What the child reports. */
export type ToParent = z.infer<typeof toParent>
