/** The file that keeps what a cell printed, in its session's folder. */
export function outputFileName(cell: string): string {
  return `${encodeURIComponent(cell).replaceAll(".", "%2E")}.txt`
}
