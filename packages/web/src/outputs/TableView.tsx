import { ArrowDown, ArrowUp, ChevronFirst, ChevronLast, ChevronLeft, ChevronRight } from "lucide-react"
import { useEffect, useState } from "react"
import type { TableCell, TableColumn, TableData, TablePage } from "@quire/protocol"
import { useConnection } from "../session/hooks.ts"
import { Icon } from "../ui/Icon.tsx"
import { plural } from "../ui/format.ts"

const PAGE_ROWS = 10

interface Sort {
  readonly column: string
  readonly isDescending: boolean
}

/** An array of objects as a table: pages and order are answered by the runtime, whatever its size. */
export function TableView({ data }: { data: TableData }) {
  const connection = useConnection()
  const [offset, setOffset] = useState(0)
  const [sort, setSort] = useState<Sort>()
  const [page, setPage] = useState<TablePage>(data.page)
  const [problem, setProblem] = useState<string>()
  const isFirst = offset === 0 && sort === undefined

  useEffect(() => {
    setOffset(0)
    setSort(undefined)
  }, [data.handle])

  useEffect(() => {
    if (isFirst) {
      setPage(data.page)
      return undefined
    }
    let isCurrent = true
    void connection
      .command({
        type: "call",
        call: { ask: "rows", handle: data.handle, offset, limit: PAGE_ROWS, ...(sort === undefined ? {} : { sort }) },
      })
      .then((answer) => {
        if (!isCurrent) return
        if (answer.ok) setPage(answer.value as TablePage)
        setProblem(answer.ok ? undefined : answer.message)
      })
    return () => {
      isCurrent = false
    }
  }, [connection, data, isFirst, offset, sort])

  const sortBy = (column: string): void => {
    setOffset(0)
    setSort(
      sort?.column !== column
        ? { column, isDescending: false }
        : sort.isDescending
          ? undefined
          : { column, isDescending: true },
    )
  }
  return (
    <div className="out tbl" role="group" aria-label={`Table of ${plural(data.rowCount, "row")}`}>
      <div className="tbl-bar">
        <span className="num">
          <span className="strong">{data.rowCount.toLocaleString("en")}</span>
          {` ${data.rowCount === 1 ? "row" : "rows"}, ${plural(data.columns.length, "column")}`}
        </span>
      </div>
      <div className="tbl-x" tabIndex={0} role="group" aria-label="Rows, scrolls sideways">
        <table aria-rowcount={data.rowCount}>
          <thead>
            <tr>
              {data.columns.map((column) => (
                <Header key={column.name} column={column} sort={sort} onSort={() => sortBy(column.name)} />
              ))}
            </tr>
          </thead>
          <tbody>
            {page.rows.map((row, index) => (
              <tr key={page.offset + index}>
                {row.map((cell, column) => (
                  <Cell
                    key={data.columns[column]?.name ?? column}
                    cell={cell}
                    type={data.columns[column]?.type ?? "other"}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {problem === undefined ? null : <p className="tbl-problem t3">{problem}</p>}
      {data.rowCount > PAGE_ROWS ? <Pager offset={page.offset} count={data.rowCount} onGo={setOffset} /> : null}
    </div>
  )
}

function Header({ column, sort, onSort }: { column: TableColumn; sort: Sort | undefined; onSort: () => void }) {
  const isSorted = sort?.column === column.name
  const order = isSorted ? (sort.isDescending ? "descending" : "ascending") : undefined
  return (
    <th
      scope="col"
      className={isRight(column.type) ? "r" : ""}
      title={column.type}
      {...(order === undefined ? {} : { "aria-sort": order })}
    >
      <button type="button" onClick={onSort}>
        {column.name}
        {isSorted ? <Icon of={sort.isDescending ? ArrowDown : ArrowUp} size="xs" /> : null}
      </button>
    </th>
  )
}

function Cell({ cell, type }: { cell: TableCell; type: TableColumn["type"] }) {
  const right = isRight(type) ? "r" : ""
  if (cell === null) return <td className={`${right} t3`}>null</td>
  if (typeof cell === "number") {
    const text = cell.toLocaleString("en", { maximumFractionDigits: 6 }).replace("-", "−")
    return <td className={cell < 0 ? "r neg" : "r"}>{text}</td>
  }
  if (typeof cell === "object") {
    const isDay = cell.kind === "date" && cell.text.endsWith("T00:00:00.000Z")
    const text =
      cell.kind === "date"
        ? isDay
          ? cell.text.slice(0, 10)
          : cell.text.replace("T", " ").replace(/\.\d+Z$/, "")
        : cell.text
    return <td className={`${right}${cell.kind === "undefined" ? " t3" : ""}`}>{text}</td>
  }
  return <td className={right}>{String(cell)}</td>
}

function Pager({ offset, count, onGo }: { offset: number; count: number; onGo: (offset: number) => void }) {
  const last = Math.floor((count - 1) / PAGE_ROWS) * PAGE_ROWS
  const buttons = [
    ["First page", ChevronFirst, 0, offset === 0],
    ["Page before", ChevronLeft, Math.max(0, offset - PAGE_ROWS), offset === 0],
    ["Next page", ChevronRight, Math.min(last, offset + PAGE_ROWS), offset >= last],
    ["Last page", ChevronLast, last, offset >= last],
  ] as const
  return (
    <div className="tbl-foot">
      <span className="num" aria-live="polite">
        {`${(offset + 1).toLocaleString("en")} to ${Math.min(count, offset + PAGE_ROWS).toLocaleString("en")} of ${count.toLocaleString("en")}`}
      </span>
      <span className="grow" />
      {buttons.map(([label, icon, to, isOff]) => (
        <button
          key={label}
          type="button"
          className="icon-btn small"
          aria-label={label}
          disabled={isOff}
          onClick={() => onGo(to)}
        >
          <Icon of={icon} size="s" />
        </button>
      ))}
    </div>
  )
}

function isRight(type: TableColumn["type"]): boolean {
  return type === "number" || type === "date"
}
