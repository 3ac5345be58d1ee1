import { useEffect, useRef, useState } from "react"

const TOKENS = ["--text", "--text-2", "--line", "--accent", "--code"]
const TALLEST = 0.7

/** HTML and script of an output, in a sandboxed frame of an opaque origin: it reaches neither this page nor its
 *  cookies. Its height follows its content, bounded. */
export function FrameView({ html }: { html: string }) {
  const frame = useRef<HTMLIFrameElement>(null)
  const [height, setHeight] = useState(40)

  useEffect(() => {
    const show = (): void => {
      const style = getComputedStyle(document.documentElement)
      const tokens = Object.fromEntries(TOKENS.map((name) => [name, style.getPropertyValue(name)]))
      const isDark =
        document.documentElement.dataset["theme"] === "dark" ||
        (!document.documentElement.dataset["theme"] && matchMedia("(prefers-color-scheme: dark)").matches)
      frame.current?.contentWindow?.postMessage({ quire: true, html, theme: isDark ? "dark" : "light", tokens }, "*")
    }
    const onMessage = (event: MessageEvent): void => {
      // Opaque origins all say `null`: the source tells frames apart.
      if (event.source === null || event.source !== frame.current?.contentWindow) return
      const data = event.data as { quireFrame?: unknown; ready?: unknown; height?: unknown }
      if (data.quireFrame !== true) return
      if (data.ready === true) show()
      if (typeof data.height === "number") setHeight(Math.max(20, Math.min(data.height, innerHeight * TALLEST)))
    }
    addEventListener("message", onMessage)
    show()
    return () => removeEventListener("message", onMessage)
  }, [html])

  return (
    <iframe
      ref={frame}
      className="out frame"
      src="/frame"
      sandbox="allow-scripts allow-popups allow-popups-to-escape-sandbox"
      title="Output"
      style={{ height }}
    />
  )
}
