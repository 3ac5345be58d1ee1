import { DISPLAY } from "./display.ts"
import type { Displayable } from "./display.ts"

export interface ChartOptions<Row> {
  /** What runs along the bottom: a column of the rows. */
  readonly x: keyof Row & string
  /** One series for each column named. */
  readonly y: (keyof Row & string) | readonly (keyof Row & string)[]
  /** Default: lines over numbers and dates, bars over text. */
  readonly mark?: "line" | "bar" | "dot"
  readonly title?: string
}

/** A chart of an array of objects. Values that are no numbers leave a gap. At most 5,000 points are drawn. */
export function chart<Row extends object>(rows: Iterable<Row>, options: ChartOptions<Row>): Displayable {
  const list = [...rows].slice(0, 5000)
  const names = [options.y].flat() as (keyof Row & string)[]
  const values = list.map((row): unknown => row[options.x])
  const isTime = values.length > 0 && values.every((value) => value instanceof Date)
  const isNumeric = isTime || (values.length > 0 && values.every((value) => typeof value === "number"))
  const data = {
    mark: options.mark ?? (isNumeric ? "line" : "bar"),
    title: options.title ?? "",
    xLabel: options.x,
    yLabel: names.join(", "),
    isTime,
    x: values.map((value) =>
      value instanceof Date ? value.getTime() : typeof value === "number" ? value : String(value),
    ),
    series: names.map((name) => ({
      name,
      y: list.map((row): number | null => {
        const value: unknown = row[name]
        return typeof value === "number" && Number.isFinite(value) ? value : null
      }),
    })),
  }
  const plain = `${data.mark} chart of ${data.yLabel} by ${data.xLabel}, ${list.length} points`
  return { [DISPLAY]: () => ({ "application/vnd.quire.chart+json": data, "text/plain": plain }) }
}
