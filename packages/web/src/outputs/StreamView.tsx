import { useMemo, useState } from "react"
import Anser from "anser"
import { plural } from "../ui/format.ts"
import { rewind } from "./rewind.ts"

const HEAD_LINES = 4
const TAIL_LINES = 16

interface StreamProps {
  text: string
  isError: boolean
  label: string
  isLate: boolean
}

/** What a cell printed: ANSI colours as tokens, the first and last lines until all are asked for. */
export function StreamView({ text, isError, label, isLate }: StreamProps) {
  const [isOpen, setOpen] = useState(false)
  const lines = useMemo(() => rewind(text).replace(/\n$/, "").split("\n"), [text])
  const isLong = lines.length > HEAD_LINES + TAIL_LINES + 5
  const hidden = lines.length - HEAD_LINES - TAIL_LINES
  const className = `out stream${isError ? " stderr" : ""}`
  return (
    <div className={className} role="log" aria-label={label} aria-live="off">
      {isLate ? <span className="late">late</span> : null}
      {isLong && !isOpen ? (
        <>
          <AnsiText text={lines.slice(0, HEAD_LINES).join("\n")} />
          <div className="more">
            <span className="num">{plural(hidden, "line")}</span>
            <button type="button" className="link" onClick={() => setOpen(true)}>
              Show all
            </button>
          </div>
          <AnsiText text={lines.slice(-TAIL_LINES).join("\n")} />
        </>
      ) : (
        <AnsiText text={lines.join("\n")} />
      )}
    </div>
  )
}

function AnsiText({ text }: { text: string }) {
  if (!text.includes("\u001b")) return <>{text}</>
  return (
    <>
      {Anser.ansiToJson(text, { use_classes: true, remove_empty: true }).map((part, index) => (
        <span key={index} className={[part.fg, part.bg && `${part.bg}-bg`, part.decoration].filter(Boolean).join(" ")}>
          {part.content}
        </span>
      ))}
    </>
  )
}
