import DOMPurify from "dompurify"
import { micromark } from "micromark"
import { gfm, gfmHtml } from "micromark-extension-gfm"

const ALLOWED = {
  ALLOWED_TAGS:
    "h1 h2 h3 h4 h5 h6 p a em strong del code pre blockquote ul ol li table thead tbody tr th td img br hr input sup sub details summary kbd section dl dt dd span".split(
      " ",
    ),
  ALLOWED_ATTR: ["href", "src", "alt", "title", "align", "type", "checked", "disabled", "class", "start", "id", "open"],
  ALLOW_DATA_ATTR: false,
  // Prefixed ids, so that no text can stand for an element of the page.
  SANITIZE_NAMED_PROPS: true,
}

/** Markdown as safe HTML: rendered, then cut down to a short list of tags. Links open apart; remote images wait for a
 *  click, since fetching them would tell others that the notebook was opened. `definitions` are the link definitions of
 *  all cells, which count for each. */
export function renderMarkdown(source: string, definitions = ""): DocumentFragment {
  const html = micromark(definitions === "" ? source : `${source}\n\n${definitions}`, {
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
  })
  const fragment = DOMPurify.sanitize(html, { ...ALLOWED, RETURN_DOM_FRAGMENT: true })
  openLinksApart(fragment)
  for (const image of fragment.querySelectorAll("img")) holdRemote(image)
  // The page has one h1, the title, and sections are h2: headings within cells stand beneath.
  for (const heading of fragment.querySelectorAll("h1, h2")) replaceTag(heading, "h3")
  return fragment
}

/** HTML that a program made, cut down to the same list; of classes only the editor's, for its colours. */
export function safeHtml(html: string): string {
  const fragment = DOMPurify.sanitize(html, {
    ...ALLOWED,
    ALLOWED_ATTR: ["href", "class", "title"],
    FORBID_TAGS: ["img", "input"],
    RETURN_DOM_FRAGMENT: true,
  })
  openLinksApart(fragment)
  for (const element of fragment.querySelectorAll("[class]"))
    element.className = [...element.classList].filter((name) => /^(?:\u037c|tok-|cm-|language-)/.test(name)).join(" ")
  const box = document.createElement("div")
  box.append(fragment)
  return box.innerHTML
}

function openLinksApart(fragment: DocumentFragment): void {
  for (const link of fragment.querySelectorAll("a[href]")) {
    if (link.getAttribute("href")?.startsWith("#")) continue
    link.setAttribute("target", "_blank")
    link.setAttribute("rel", "noopener noreferrer")
  }
}

function holdRemote(image: HTMLImageElement): void {
  const source = image.getAttribute("src") ?? ""
  if (!/^(?:https?:)?\/\//i.test(source)) return
  const button = document.createElement("button")
  button.type = "button"
  button.className = "btn small held-image"
  button.textContent = `Show the image ${image.alt || "from elsewhere"}`
  button.title = source
  image.replaceWith(button)
}

function replaceTag(element: Element, tag: string): void {
  const other = document.createElement(tag)
  other.append(...element.childNodes)
  element.replaceWith(other)
}
