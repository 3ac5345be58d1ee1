import { useLayoutEffect, useRef } from "react"
import { renderMarkdown } from "./markdown.ts"

/** Rendered Markdown. The nodes are made outside React: they come sanitised as they are. */
export function MarkdownView({
  source,
  definitions = "",
  className,
}: {
  source: string
  definitions?: string
  className: string
}) {
  const place = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    place.current?.replaceChildren(renderMarkdown(source, definitions))
  }, [source, definitions])
  const onClick = (event: React.MouseEvent): void => {
    const button = (event.target as Element).closest("button.held-image")
    if (button === null) return
    event.stopPropagation()
    const image = document.createElement("img")
    image.src = (button as HTMLButtonElement).title
    button.replaceWith(image)
  }
  return <div ref={place} className={className} onClick={onClick} role="presentation" />
}
