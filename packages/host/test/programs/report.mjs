// Preloaded into Node: says what ended the program, in a form that can be compared.
process.on("uncaughtException", (error) => {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : `Thrown: ${String(error)}`
  process.stderr.write(`\0${text}\0`)
  process.exit(1)
})
