import { useEffect, useState } from "react"
import type { RefObject } from "react"

/** Whether an element has come near the screen; stays true then. Editors are made only there, so that a notebook of a
 *  thousand cells opens as a small one. */
export function useNear(place: RefObject<Element | null>): boolean {
  const [isNear, setNear] = useState(false)
  useEffect(() => {
    const element = place.current
    if (element === null || isNear) return undefined
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setNear(true)
      },
      { rootMargin: "900px 0px" },
    )
    observer.observe(element)
    return () => observer.disconnect()
  }, [place, isNear])
  return isNear
}
