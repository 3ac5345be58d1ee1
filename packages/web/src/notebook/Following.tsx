import { useEffect } from "react"
import { usePeople } from "../session/hooks.ts"

const STOPS = ["wheel", "touchmove", "keydown"] as const

/** Keeps somebody's cell in view until the reader scrolls or types. */
export function Following({ person: id, onStop }: { person: string; onStop: () => void }) {
  const followed = usePeople().find(({ person }) => person.id === id)
  const cell = followed?.cell
  const isGone = followed === undefined
  useEffect(() => {
    if (cell === undefined) return
    const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth"
    document.getElementById(`cell-${cell}`)?.scrollIntoView({ block: "center", behavior })
  }, [cell])
  useEffect(() => {
    for (const event of STOPS) addEventListener(event, onStop, { passive: true })
    return () => STOPS.forEach((event) => removeEventListener(event, onStop))
  }, [onStop])
  useEffect(() => {
    if (isGone) onStop()
  }, [isGone, onStop])
  if (followed === undefined) return null
  return (
    <p className="following" role="status" style={{ borderColor: followed.person.color }}>
      {`Following ${followed.person.name}`}
      <button type="button" className="btn small quiet" onClick={onStop}>
        Stop
      </button>
    </p>
  )
}
