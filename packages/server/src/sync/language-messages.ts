import { z } from "zod"

// What a page's editor may say on the language channel: the Language Server Protocol's own messages, as far as they are
// taken.

// More than any text has.
const count = z.int().min(0).max(100_000_000)

/** Any message of JSON-RPC. */
export const message = z.object({
  id: z.union([z.string(), z.number()]).optional(),
  method: z.string().optional(),
  params: z.unknown(),
})

const position = z.object({ line: count, character: count })
const range = z.object({ start: position, end: position })
const textDocument = z.object({ uri: z.string().max(1000) })
const atPlace = z.object({ textDocument, position })

export const METHODS = {
  didOpen: z.object({ textDocument: textDocument.extend({ text: z.string() }) }),
  didChange: z.object({
    textDocument,
    contentChanges: z.array(z.object({ range: range.optional(), text: z.string() })).max(1000),
  }),
  didClose: z.object({ textDocument }),
  cancel: z.object({ id: z.union([z.string(), z.number()]) }),
  completion: atPlace.extend({ context: z.object({ triggerCharacter: z.string().max(4).optional() }).optional() }),
  resolve: z.object({ data: z.object({ uri: z.string().max(1000), list: count, n: count }) }),
  hover: atPlace,
  signatureHelp: atPlace,
  definition: atPlace,
  typeDefinition: atPlace,
  references: atPlace,
  prepareRename: atPlace,
  rename: atPlace.extend({ newName: z.string().min(1).max(1000) }),
  codeAction: z.object({
    textDocument,
    range,
    context: z.object({ only: z.array(z.string()).optional() }),
  }),
  formatting: z.object({ textDocument }),
  lint: z.object({ textDocument }),
  inlayHint: z.object({ textDocument, range }),
  readFile: z.object({ uri: z.string().max(5000) }),
} as const

export type MethodName = Exclude<keyof typeof METHODS, "didOpen" | "didChange" | "didClose" | "cancel">
export type Params<N extends keyof typeof METHODS> = z.infer<(typeof METHODS)[N]>
