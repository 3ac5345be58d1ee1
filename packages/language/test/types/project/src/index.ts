export { price } from "./price.ts"
export const VERSION = "1.0.0"
