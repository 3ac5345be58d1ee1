export type { BuiltModule } from "./build-module.ts"
export type { BuiltNotebook } from "./build-notebook.ts"
export { moduleSpecifiers } from "./module-specifiers.ts"
export type { CompiledCell, CompiledFile } from "./compile.ts"
export { hashOf } from "./hash.ts"
export type { Links } from "./links.ts"
export { lintCells } from "./lint.ts"
export type { CompilerSettings } from "./settings.ts"
export type { CellModule, ServiceCell } from "./service/notebook-modules.ts"
export type {
  Action,
  CellDiagnostic,
  CellEdits,
  CellHint,
  CellHover,
  Offered,
  Found,
  NotebookTypes,
} from "./service/notebook-types.ts"
export type { ServiceError } from "./service/server-process.ts"
export { TypeService } from "./service/type-service.ts"
export { writeInterface, writeSchema } from "./write-type.ts"
export { startLanguage } from "./start.ts"
export type { LanguageProcess, ProjectLanguage } from "./start.ts"
