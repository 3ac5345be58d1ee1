import { memo } from "react"
import type { MimeBundle, Output } from "@quire/session"
import { CHART_TYPE, INPUT_TYPE, LIST_TYPE, TABLE_TYPE, TREE_TYPE } from "@quire/protocol"
import type { ChartData, InputData, TableData, TreeData } from "@quire/protocol"
import type { CellId } from "@quire/notebook"
import { useConnectionInfo } from "../session/hooks.ts"
import { ErrorBoundary } from "../ui/ErrorBoundary.tsx"
import { plural } from "../ui/format.ts"
import { ChartView } from "./ChartView.tsx"
import { ErrorView } from "./ErrorView.tsx"
import { FrameView } from "./FrameView.tsx"
import { InputView } from "./InputView.tsx"
import { MarkdownView } from "./MarkdownView.tsx"
import { StreamView } from "./StreamView.tsx"
import { TableView } from "./TableView.tsx"
import { TreeView } from "./TreeView.tsx"

/** What a cell showed, in order. */
export const Outputs = memo(function Outputs({
  cell,
  name,
  outputs,
  omitted,
  isOld,
}: {
  cell: CellId
  name: string
  outputs: readonly Output[]
  omitted: number
  isOld: boolean
}) {
  if (outputs.length === 0) return null
  return (
    <div className={isOld ? "outs old" : "outs"} role="group" aria-label={`Output of ${name}`}>
      {outputs.map((output, index) => (
        <ErrorBoundary key={index}>
          <OutputView cell={cell} output={output} name={name} />
        </ErrorBoundary>
      ))}
      {omitted > 0 ? <LeftOut cell={cell} characters={omitted} /> : null}
    </div>
  )
})

/** Of a flood the page has head and tail; the server keeps all of it as a file. */
function LeftOut({ cell, characters }: { cell: CellId; characters: number }) {
  const { sessionId } = useConnectionInfo()
  const href = `/api/v1/sessions/${sessionId}/cells/${encodeURIComponent(cell)}/output`
  return (
    <div className="more left-out">
      <span className="num">{plural(characters, "character")} left out of the middle</span>
      <a className="link" href={href} download="output.txt">
        Download all of it
      </a>
    </div>
  )
}

function OutputView({ cell, output, name }: { cell: CellId; output: Output; name: string }) {
  switch (output.type) {
    case "stream":
      return (
        <StreamView
          text={output.text}
          isError={output.name === "stderr"}
          label={`Printed by ${name}`}
          isLate={output.isLate === true}
        />
      )
    case "error":
      return <ErrorView error={output} cell={cell} />
    case "display":
    case "value":
      return <BundleView data={output.data} />
  }
}

/** The richest type of a bundle that this page knows. */
function BundleView({ data }: { data: MimeBundle }) {
  const text = (type: string): string | undefined => (typeof data[type] === "string" ? data[type] : undefined)
  if (LIST_TYPE in data) {
    const items = data[LIST_TYPE] as readonly MimeBundle[]
    return (
      <div className="out list">
        {items.map((item, index) => (
          <BundleView key={index} data={item} />
        ))}
      </div>
    )
  }
  if (INPUT_TYPE in data) return <InputView data={data[INPUT_TYPE] as InputData} />
  if (CHART_TYPE in data) return <ChartView data={data[CHART_TYPE] as ChartData} />
  if (TABLE_TYPE in data) return <TableView data={data[TABLE_TYPE] as TableData} />
  if (TREE_TYPE in data) return <TreeView data={data[TREE_TYPE] as TreeData} />
  const html = text("text/html")
  if (html !== undefined) return <FrameView html={html} />
  const svg = text("image/svg+xml")
  if (svg !== undefined)
    return (
      <ImageView
        source={`data:image/svg+xml;utf8,${encodeURIComponent(svg)}`}
        alt={text("text/plain") ?? "An SVG image"}
      />
    )
  for (const type of ["image/png", "image/jpeg", "image/webp", "image/gif"]) {
    const image = text(type)
    if (image !== undefined)
      return <ImageView source={`data:${type};base64,${image}`} alt={text("text/plain") ?? "An image"} />
  }
  const prose = text("text/markdown")
  if (prose !== undefined) return <MarkdownView source={prose} className="out prose" />
  return <pre className="out plain">{text("text/plain") ?? JSON.stringify(data)}</pre>
}

function ImageView({ source, alt }: { source: string; alt: string }) {
  return <img className="out image" src={source} alt={alt} />
}
