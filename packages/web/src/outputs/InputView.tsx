import { useEffect, useId, useState } from "react"
import type { CellId } from "@quire/notebook"
import type { InputData } from "@quire/protocol"
import type { SessionState } from "@quire/session"
import { useConnection, useSession } from "../session/hooks.ts"

const SEND_MS = 60

/** An input of a cell: the same value for everybody, sent while it is moved. */
export function InputView({ data }: { data: InputData }) {
  const connection = useConnection()
  const id = useId()
  const shared = useSession((state: SessionState) => state.cells[data.cell as CellId]?.inputs[data.name])
  const settled = typeof shared === "number" ? shared : Number(data.value)
  const [draft, setDraft] = useState<number>()
  const value = draft ?? settled

  useEffect(() => {
    if (draft === undefined) return undefined
    const timer = setTimeout(() => {
      void connection
        .command({ type: "setInput", cell: data.cell as CellId, input: data.name, value: draft })
        .then(() => setDraft(undefined))
    }, SEND_MS)
    return () => clearTimeout(timer)
  }, [connection, data.cell, data.name, draft])

  const { min = 0, max = 100, step = 1 } = data
  const share = max > min ? ((value - min) / (max - min)) * 100 : 0
  return (
    <div className="out input-card field">
      <label htmlFor={id} className="row">
        <span className="grow">{data.label}</span>
        <output htmlFor={id} className="num t2">
          {value.toLocaleString("en")}
        </output>
      </label>
      <span className="slider" style={{ "--p": `${share}%` } as React.CSSProperties}>
        <input
          id={id}
          type="range"
          min={min}
          max={max}
          step={step}
          value={value}
          onChange={(event) => setDraft(Number(event.target.value))}
        />
      </span>
    </div>
  )
}
