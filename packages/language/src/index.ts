export type { CompiledCell, CompiledFile } from "./compile.ts"
export { Language } from "./language.ts"
export { startLanguage } from "./start.ts"
export type { LanguageProcess } from "./start.ts"
