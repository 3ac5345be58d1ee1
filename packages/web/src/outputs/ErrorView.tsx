import { ChevronRight, Copy } from "lucide-react"
import { useState } from "react"
import type { CellId } from "@quire/notebook"
import type { ErrorFrame, ErrorValue } from "@quire/session"
import { useConnection } from "../session/hooks.ts"
import { useNotebook } from "../notebook/notebook-context.ts"
import { Icon } from "../ui/Icon.tsx"
import { MissingPackage } from "./MissingPackage.tsx"
import { plural } from "../ui/format.ts"

/** An error: message first, then the lines that a person typed, package frames folded, causes nested. */
export function ErrorView({ error, cell }: { error: ErrorValue & { readonly isLate?: boolean }; cell: CellId }) {
  const title =
    error.message === ""
      ? error.name
      : error.name === "Thrown"
        ? `Thrown: ${error.message}`
        : `${error.name}: ${error.message}`
  return (
    <div className="out err" role="group" aria-label="Error">
      <h3>{title}</h3>
      {error.isLate === true ? <p>After the run had ended, from code that this cell left behind.</p> : null}
      {error.hint ? <p>{error.hint}</p> : null}
      <Frames frames={error.frames} cell={cell} />
      {error.causes.map((cause, index) => (
        <Cause key={index} cause={cause} cell={cell} />
      ))}
      <div className="acts">
        {error.missingPackage === undefined ? null : <MissingPackage name={error.missingPackage} cell={cell} />}
        <button
          type="button"
          className="btn small quiet"
          onClick={() => void navigator.clipboard?.writeText(error.stack)}
        >
          <Icon of={Copy} size="s" />
          Copy
        </button>
      </div>
    </div>
  )
}

function Cause({ cause, cell }: { cause: ErrorValue; cell: CellId }) {
  return (
    <div className="cause">
      <p>
        Caused by <b>{`${cause.name}: ${cause.message}`}</b>
      </p>
      <Frames frames={cause.frames} cell={cell} />
      {cause.causes.map((inner, index) => (
        <Cause key={index} cause={inner} cell={cell} />
      ))}
    </div>
  )
}

function Frames({ frames, cell }: { frames: readonly ErrorFrame[]; cell: CellId }) {
  const [isOpen, setOpen] = useState(false)
  const own = frames.filter((frame) => frame.cell !== undefined)
  const others = frames.length - own.length
  const shown = isOpen ? frames : own
  if (frames.length === 0) return null
  return (
    <>
      <ol className="frames">
        {shown.slice(0, 12).map((frame, index) => (
          <li key={index}>
            <span className="at">at</span>
            <Frame frame={frame} cell={cell} />
          </li>
        ))}
      </ol>
      {others > 0 ? (
        <button type="button" className="btn small quiet" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <Icon of={ChevronRight} size="s" />
          {`${plural(others, "frame")} in packages`}
        </button>
      ) : null}
    </>
  )
}

function Frame({ frame, cell }: { frame: ErrorFrame; cell: CellId }) {
  const { store } = useConnection()
  const { goTo } = useNotebook()
  const name = frame.name === "" ? "" : `${frame.name}, `
  if (frame.cell === undefined) return <span className="mono">{`${name}${frame.file}:${frame.line}`}</span>
  const id = frame.cell
  const { structure } = store.get()
  const title = structure.find((other) => other.id === id)?.title || (id === cell ? "this cell" : "a cell")
  const far = structure.findIndex((other) => other.id === cell) - structure.findIndex((other) => other.id === id)
  const where = far === 0 ? "this cell" : far > 0 ? `${plural(far, "cell")} up` : `${plural(-far, "cell")} down`
  return (
    <>
      <a
        href={`#${id}`}
        onClick={(event) => {
          event.preventDefault()
          goTo(id, frame.line)
        }}
      >
        {`${name}${title === "this cell" ? "" : `${title}, `}line ${frame.line}`}
      </a>
      <span className="no-phone">{where}</span>
    </>
  )
}
