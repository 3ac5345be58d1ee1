export { EMPTY_ANALYSIS } from "./analysis.ts"
export { alignCells, isAkin } from "./merge/align.ts"
export type { Pair } from "./merge/align.ts"
export type {
  Analysis,
  Definition,
  DefinitionKind,
  Diagnostic,
  Graph,
  GraphCell,
  GraphNode,
  NameUse,
  Place,
} from "./analysis.ts"
export { isTheirs, languageOf, parseAttributes, parseFenceWords, setFenceWord } from "./fence-words.ts"
export type { FenceWords } from "./fence-words.ts"
export {
  describeFrontMatterError,
  frontMatterSource,
  NO_FRONT_MATTER,
  readFrontMatter,
  withDependency,
} from "./front-matter.ts"
export type { FrontMatter, FrontMatterError } from "./front-matter.ts"
export { buildGraph, withAncestors, withDependants } from "./graph.ts"
export { findMeanings } from "./meanings.ts"
export type { Meanings } from "./meanings.ts"
export { convert, convertNameOf, convertNotebook } from "./convert/convert.ts"
export type { NotebookFileError } from "./file-error.ts"
export { formatOf, newNotebookText, readNotebook, writeNotebook } from "./formats.ts"
export { asBundleValue, asLines, isObject, joined } from "./ipynb/nbformat.ts"
export { idIn, withId } from "./ipynb/cell-text.ts"
export { withAttachments } from "./ipynb/attachments.ts"
export { outputsOf, rawWithOutputs } from "./ipynb/outputs.ts"
export { livebookOutputsOf } from "./livemd/outputs.ts"
export { odditiesOf } from "./oddities.ts"
export { scanInnerFences } from "./markdown/scan.ts"
export type { InnerFence } from "./markdown/scan.ts"
export { offsetAt } from "./offset.ts"
export { cellRanges, filePlaces } from "./places.ts"
export { MISSING, problemsOf } from "./problems.ts"
export type { FilePlace } from "./places.ts"
export { isExact, registryImports, withBareImports } from "./registry-imports.ts"
export type { RegistryImport } from "./registry-imports.ts"
export { parse } from "./markdown/parse.ts"
export { serialise, withoutRaw } from "./markdown/serialise.ts"
export { conflictSides } from "./conflict-sides.ts"
export { mergeCells } from "./merge/merge.ts"
export { mergeLines } from "./merge/merge-lines.ts"
export type { NewCells } from "./merge/merge.ts"
export type { MergeStep } from "./merge/steps.ts"
export { newCell } from "./model.ts"
export type { Cell, CellId, CellKind, CodeLanguage, FormatName, FrontMatterText, Notebook } from "./model.ts"
