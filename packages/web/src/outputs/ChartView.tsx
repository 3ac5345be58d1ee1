import { useEffect, useRef, useState } from "react"
import type { RefObject } from "react"
import type { ChartData } from "@quire/protocol"

const WIDTH = 720
const HEIGHT = 268
const LEFT = 52
const RIGHT = 12
const NAMES = 84
const TOP = 14
const BOTTOM = 30

/** A chart of lines, bars or dots: series in token order, named at the line's end, a horizontal grid only. */
export function ChartView({ data }: { data: ChartData }) {
  const [figure, width] = useWidth()
  const values = data.series.flatMap(({ y }) => y.filter((value) => value !== null))
  if (values.length === 0) return <p className="out t3">Nothing to draw: no numbers in {data.yLabel}.</p>
  const isBar = data.mark === "bar"
  const ticks = niceTicks(Math.min(...values, isBar ? 0 : Infinity), Math.max(...values, isBar ? 0 : -Infinity))
  const [low = 0, high = 1] = [ticks[0], ticks.at(-1)]
  const y = (value: number): number => TOP + (1 - (value - low) / (high - low || 1)) * (HEIGHT - TOP - BOTTOM)
  const right = width - RIGHT - (data.series.length > 1 ? NAMES : 0)
  const x = xScale(data, right)
  const summary = `${data.mark} chart of ${data.yLabel} by ${data.xLabel}, ${data.x.length} points, from ${Math.min(...values)} to ${Math.max(...values)}`
  return (
    <figure className="out" ref={figure}>
      {data.title === "" ? null : <figcaption className="chart-t">{data.title}</figcaption>}
      <p className="chart-s">{`${data.yLabel} by ${data.xLabel}`}</p>
      <svg className="chart" viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-label={summary}>
        {ticks.map((tick) => (
          <g key={tick}>
            <path className={tick === 0 ? "zero" : "grid"} d={`M${LEFT} ${y(tick)}H${right}`} />
            <text x={LEFT - 8} y={y(tick) + 4} textAnchor="end">
              {tick.toLocaleString("en").replace("-", "−")}
            </text>
          </g>
        ))}
        {labelled(data, right).map((index) => (
          <text key={index} x={x(index)} y={HEIGHT - 8} textAnchor="middle">
            {xText(data, index)}
          </text>
        ))}
        {data.series.map(({ name, y: numbers }, series) => (
          <Series
            key={name}
            data={data}
            name={data.series.length > 1 ? name : ""}
            numbers={numbers}
            series={series}
            right={right}
            x={x}
            y={y}
          />
        ))}
      </svg>
    </figure>
  )
}

/** The width there is, so that a chart is drawn for it and its labels are never scaled. */
function useWidth(): [RefObject<HTMLElement | null>, number] {
  const place = useRef<HTMLElement>(null)
  const [width, setWidth] = useState(WIDTH)
  useEffect(() => {
    if (place.current === null) return undefined
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined && entry.contentRect.width > 0)
        setWidth(Math.max(240, Math.round(entry.contentRect.width)))
    })
    observer.observe(place.current)
    return () => observer.disconnect()
  }, [])
  return [place, width]
}

function Series({
  data,
  name,
  numbers,
  series,
  right,
  x,
  y,
}: {
  data: ChartData
  name: string
  numbers: readonly (number | null)[]
  series: number
  right: number
  x: (index: number) => number
  y: (value: number) => number
}) {
  const colour = `var(--data-${(series % 8) + 1})`
  const points = numbers.flatMap((value, index) => (value === null ? [] : [{ index, value }]))
  const last = points.at(-1)
  const label =
    last === undefined || name === "" ? null : (
      <text className="lab" x={right + 8} y={y(last.value) + 4} style={{ fill: colour }}>
        {name}
      </text>
    )
  if (data.mark === "line") {
    return (
      <>
        <path d={linePath(numbers, x, y)} fill="none" stroke={colour} strokeWidth={2} strokeLinejoin="round" />
        {label}
      </>
    )
  }
  if (data.mark === "dot") {
    return (
      <>
        {points.map(({ index, value }) => (
          <circle key={index} cx={x(index)} cy={y(value)} r={3} fill={colour} />
        ))}
        {label}
      </>
    )
  }
  const slot = (right - LEFT) / Math.max(1, data.x.length)
  const width = Math.max(1, Math.min(48, (slot * 0.7) / data.series.length))
  const shift = (series - (data.series.length - 1) / 2) * width
  return (
    <>
      {points.map(({ index, value }) => (
        <rect
          key={index}
          x={x(index) + shift - width / 2}
          y={Math.min(y(value), y(0))}
          width={width}
          height={Math.max(1, Math.abs(y(value) - y(0)))}
          rx={2}
          fill={colour}
        >
          <title>{`${xText(data, index)}: ${value.toLocaleString("en")}`}</title>
        </rect>
      ))}
      {label}
    </>
  )
}

function linePath(
  numbers: readonly (number | null)[],
  x: (index: number) => number,
  y: (value: number) => number,
): string {
  let isDown = false
  return numbers
    .map((value, index) => {
      if (value === null) {
        isDown = false
        return ""
      }
      const step = `${isDown ? "L" : "M"}${x(index).toFixed(1)} ${y(value).toFixed(1)}`
      isDown = true
      return step
    })
    .join("")
}

function xScale(data: ChartData, right: number): (index: number) => number {
  const width = right - LEFT
  const numbers = data.x.filter((value) => typeof value === "number")
  if (data.mark !== "bar" && numbers.length === data.x.length && numbers.length > 0) {
    const [low, high] = [Math.min(...numbers), Math.max(...numbers)]
    return (index) => LEFT + ((Number(data.x[index]) - low) / (high - low || 1)) * width
  }
  return (index) => LEFT + ((index + 0.5) / Math.max(1, data.x.length)) * width
}

function labelled({ x }: ChartData, right: number): number[] {
  const room = Math.max(2, Math.min(8, Math.floor((right - LEFT) / 68)))
  const step = Math.max(1, Math.ceil(x.length / room))
  return x.flatMap((_, index) => (index % step === 0 ? [index] : []))
}

function xText(data: ChartData, index: number): string {
  const value = data.x[index] ?? ""
  if (data.isTime) return new Date(Number(value)).toLocaleDateString(undefined, { day: "numeric", month: "short" })
  return typeof value === "number" ? value.toLocaleString("en") : value.length > 14 ? `${value.slice(0, 13)}…` : value
}

/** Five or so round numbers around a range. */
function niceTicks(low: number, high: number): number[] {
  const span = high - low || Math.abs(high) || 1
  const raw = span / 5
  const power = 10 ** Math.floor(Math.log10(raw))
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= raw) ?? 10) * power
  const ticks: number[] = []
  for (let tick = Math.floor(low / step) * step; tick < high + step * 0.999; tick += step)
    ticks.push(Number(tick.toPrecision(12)))
  return ticks
}
