/** What a number of things costs. */
export function price(count: number, each = 2): number {
  return count * each
}

export interface Shop {
  readonly name: string
  readonly open: boolean
}
