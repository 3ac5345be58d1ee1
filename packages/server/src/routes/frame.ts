/** The shell of the sandboxed frame that shows HTML and script of outputs. Its own CSP and an opaque origin: what runs
 *  in it reaches neither the page nor the server's cookies. `srcdoc` would inherit the page's CSP. */
export const FRAME_CSP =
  "sandbox allow-scripts allow-popups allow-popups-to-escape-sandbox; default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' data: blob: https:; style-src 'unsafe-inline' https: data:; img-src * data: blob:; media-src * data: blob:; font-src * data:; connect-src https: data: blob:; frame-ancestors 'self'"

export const FRAME_HTML = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Output</title>
<style>
  :root { color-scheme: light dark; }
  body { margin: 0; font: 13px/20px Inter, system-ui, sans-serif; background: transparent; color: var(--text, CanvasText); }
  table { border-collapse: collapse; } th, td { padding: 4px 10px; border-bottom: 1px solid var(--line, #8884); text-align: left; }
  a { color: var(--accent, LinkText); }
</style></head><body><div id="root"></div>
<script>
  // The page speaks first: { html, theme, tokens }. Heights go back. Every message is from our parent alone.
  const root = document.getElementById("root")
  const report = () => parent.postMessage({ quireFrame: true, height: Math.ceil(document.documentElement.getBoundingClientRect().height) }, "*")
  addEventListener("message", (event) => {
    if (event.source !== parent || !event.data || event.data.quire !== true) return
    const { html, theme, tokens } = event.data
    document.documentElement.style.colorScheme = theme
    for (const [name, value] of Object.entries(tokens || {})) document.documentElement.style.setProperty(name, value)
    if (typeof html === "string") {
      root.innerHTML = html
      for (const old of root.querySelectorAll("script")) {
        const script = document.createElement("script")
        for (const { name, value } of old.attributes) script.setAttribute(name, value)
        script.textContent = old.textContent
        old.replaceWith(script)
      }
      for (const link of root.querySelectorAll("a[href]")) { link.target = "_blank"; link.rel = "noopener" }
    }
    report()
  })
  new ResizeObserver(report).observe(document.documentElement)
  parent.postMessage({ quireFrame: true, ready: true }, "*")
</script></body></html>`
