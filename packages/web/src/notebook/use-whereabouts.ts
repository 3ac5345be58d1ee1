import { useEffect } from "react"
import type { CellId } from "@quire/notebook"
import { useConnection } from "../session/hooks.ts"

const SETTLE_MS = 200
/** Where the eye rests: so far below the top of what is seen. */
const EYE = 0.25

/** Tells the others which cell this page's person writes in, has selected, or, once that is out of sight, looks at. */
export function useShareWhereabouts(scroller: HTMLElement | null, selected: CellId | undefined): void {
  const connection = useConnection()
  useEffect(() => {
    if (scroller === null) return undefined
    const share = (): void => {
      const isWriting = document.activeElement?.closest(".cm-editor") != null
      const cell = isWriting || isInView(scroller, selected) ? selected : cellAtEye(scroller)
      connection.share({ cell, isWriting })
    }
    let timer: ReturnType<typeof setTimeout>
    const soon = (): void => {
      clearTimeout(timer)
      timer = setTimeout(share, SETTLE_MS)
    }
    share()
    for (const event of ["scroll", "focusin", "focusout"]) scroller.addEventListener(event, soon)
    return () => {
      clearTimeout(timer)
      for (const event of ["scroll", "focusin", "focusout"]) scroller.removeEventListener(event, soon)
    }
  }, [scroller, connection, selected])
}

function isInView(scroller: HTMLElement, id: CellId | undefined): boolean {
  const box = id === undefined ? undefined : document.getElementById(`cell-${id}`)?.getBoundingClientRect()
  const { top, bottom } = scroller.getBoundingClientRect()
  return box !== undefined && box.bottom > top && box.top < bottom
}

function cellAtEye(scroller: HTMLElement): CellId | undefined {
  const { top, height } = scroller.getBoundingClientRect()
  const eye = top + height * EYE
  for (const element of scroller.querySelectorAll<HTMLElement>("[data-cell]"))
    if (element.getBoundingClientRect().bottom > eye) return element.dataset["cell"] as CellId
  return undefined
}
