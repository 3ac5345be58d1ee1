/** Ends every `switch` over our own unions: a member that is not handled fails to compile, and throws if types were wrong. */
export function assertNever(value: never): never {
  throw new Error(`not handled: ${JSON.stringify(value)}`)
}
