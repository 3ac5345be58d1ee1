/** The server's environment less what cells must not see: its own settings and every way to its storages' credentials
 *  (DESIGN §13). Names compare without case, as Windows has them. */
export function cellEnvironment(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept: Record<string, string> = {}
  for (const [name, value] of Object.entries(environment)) {
    if (value !== undefined && !HIDDEN.test(name)) kept[name] = value
  }
  return kept
}

// NODE_OPTIONS and npm's own variables would change how the cell process starts, or point it at our workspace.
const HIDDEN = /^(?:AWS_|QUIRE_|NODE_OPTIONS$|NODE_CHANNEL|NODE_COMPILE_CACHE$|npm_|INIT_CWD$)/i
