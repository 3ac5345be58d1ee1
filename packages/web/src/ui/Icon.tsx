import type { LucideIcon } from "lucide-react"

/** An icon beside a word, or in a button that has a name: it says nothing by itself. */
export function Icon({
  of: Shape,
  size = "m",
  fill = false,
}: {
  of: LucideIcon
  size?: "xs" | "s" | "m" | "l"
  fill?: boolean
}) {
  const sizes = { xs: "xs", s: "s", m: "", l: "l" }
  return <Shape className={`i ${sizes[size]}${fill ? " fill" : ""}`} aria-hidden="true" />
}
