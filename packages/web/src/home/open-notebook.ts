/** Goes to a notebook's page. */
export function openNotebook(storage: string, path: string): void {
  location.assign(`/open?${new URLSearchParams({ storage, path })}`)
}
