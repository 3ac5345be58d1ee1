import { atxHeading, readMark } from "./lines.ts"

/** A block of a Markdown file that matters to a notebook. Offsets are UTF-16 units into the scanned text;
 *  `end` stands before the line ending of the block's last line. */
export type Block =
  | {
      readonly type: "heading"
      readonly level: 1 | 2
      readonly text: string
      readonly start: number
      readonly end: number
    }
  | { readonly type: "fence"; readonly info: string; readonly start: number; readonly end: number }
  | {
      readonly type: "comment"
      readonly by: "quire" | "livebook"
      readonly text: string
      readonly start: number
      readonly end: number
    }

/** A fence that is closed and stands in a list, a quote, or not in column 0. */
export interface InnerFence {
  readonly info: string
  /** Its first line begins at `start`; `end` stands before the line ending of its last one. */
  readonly start: number
  readonly end: number
  /** The fence's lines without what stands before them. */
  readonly lines: readonly string[]
}

/** Finds the fences that `scanBlocks` passes over. */
export function scanInnerFences(text: string, from = 0): InnerFence[] {
  return scan(text, from).inner
}

/** Finds the top-level headings of level 1 and 2, fences and one-line `<!-- quire:… -->` and
 *  `<!-- livebook:… -->` comments, in one pass.
 *
 *  A line scanner of our own, because micromark over a whole file is quadratic (1 MB 2.7 s, 2 MB 12.6 s); property
 *  tests hold it to micromark. Only blocks that start in column 0 count: an indented fence may belong to a list.
 *  It follows CommonMark's containers (quotes, list items), because a fence that opens inside one hides headings
 *  until the container ends. */
export function scanBlocks(text: string, from = 0): Block[] {
  return scan(text, from).blocks
}

function scan(text: string, from: number): Scanner {
  const scanner = new Scanner(text)
  let position = from
  while (position < text.length) {
    const lineEnd = endOfLine(text, position)
    scanner.line(position, lineEnd.end)
    position = lineEnd.next
  }
  scanner.finish()
  return scanner
}

type Container = { readonly kind: "quote" } | { readonly kind: "item"; readonly indent: number; blankStart: boolean }

type Leaf =
  | { readonly kind: "none" }
  | { readonly kind: "paragraph"; readonly start: number; readonly end: number; readonly lines: number }
  | {
      readonly kind: "fence"
      readonly mark: string
      readonly length: number
      readonly start: number
      readonly info: string
      readonly inner: { readonly indent: number; readonly lines: string[] } | undefined
    }
  | { readonly kind: "html"; readonly until: RegExp | undefined }
  /** Text that is one Markdown cell, whatever stands in it. */
  | { readonly kind: "whole"; readonly key: string }

const NONE: Leaf = { kind: "none" }
/** Containers within containers that are followed; nobody writes deeper, and a line of marks must not cost its square. */
const DEEPEST = 100
const BREAK = /^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$/
const SETEXT = /^ {0,3}(=+|-+)[ \t]*$/
const FENCE = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})(.*)$/
const BULLET = /^( {0,3})([-+*]|\d{1,9}[.)])(?:([ \t]+)|$)/

const WHOLE_END = /^<!-- quire:end (\w+) -->[ \t]*$/
const WHOLE_ENDS = /^<!-- quire:end (\w+) -->[ \t]*$/gm

/** The key of a mark that says: all up to the end of that key is one Markdown cell. */
export function wholeKey(mark: string): string | undefined {
  return mark.startsWith("cell") ? /\swhole=(\w+)(?=\s|$)/.exec(mark)?.[1] : undefined
}

// CommonMark §4.6: what opens an HTML block, and what ends it (undefined: a blank line).
const HTML: readonly (readonly [RegExp, RegExp | undefined])[] = [
  [/^ {0,3}<(?:script|pre|style|textarea)(?:\s|>|$)/i, /<\/(?:script|pre|style|textarea)>/i],
  [/^ {0,3}<!--/, /-->/],
  [/^ {0,3}<\?/, /\?>/],
  [/^ {0,3}<![A-Za-z]/, />/],
  [/^ {0,3}<!\[CDATA\[/, /\]\]>/],
  [
    /^ {0,3}<\/?(?:address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul)(?:\s|\/?>|$)/i,
    undefined,
  ],
]
// A lone tag may not interrupt a paragraph.
const HTML_LONE_TAG =
  /^ {0,3}(?:<[A-Za-z][\w-]*(?:\s+[\w:.-]+(?:\s*=\s*(?:[^\s"'=<>`]+|'[^']*'|"[^"]*"))?)*\s*\/?>|<\/[A-Za-z][\w-]*\s*>)[ \t]*$/

class Scanner {
  readonly blocks: Block[] = []
  readonly inner: InnerFence[] = []
  private readonly text: string
  private containers: Container[] = []
  private leaf: Leaf = NONE
  private lastEnd = 0
  private ends: ReadonlyMap<string, number> | undefined

  constructor(text: string) {
    this.text = text
  }

  line(start: number, end: number): void {
    const line = this.text.slice(start, end)
    const { matched, rest } = this.matchContainers(line)
    const allMatched = matched === this.containers.length
    if (!(allMatched && this.continueLeaf(rest, end))) this.openBlocks({ line, rest, matched, start, end })
    this.lastEnd = end
  }

  finish(): void {
    if (this.leaf.kind === "fence") this.closeFence(this.leaf, this.lastEnd)
  }

  /** How many open containers this line goes on in, and the line without their marks. */
  private matchContainers(line: string): { matched: number; rest: string } {
    let rest = line
    let matched = 0
    for (const container of this.containers) {
      if (container.kind === "quote") {
        const inner = insideQuote(rest)
        if (inner === undefined) break
        rest = inner
      } else if (isBlank(rest)) {
        if (container.blankStart) break
        rest = ""
      } else {
        const expanded = expandTabs(rest)
        if (indentOf(expanded) < container.indent) break
        rest = expanded.slice(container.indent)
        container.blankStart = false
      }
      matched++
    }
    return { matched, rest }
  }

  /** Whether an open fence or HTML block swallows the line. */
  private continueLeaf(rest: string, end: number): boolean {
    const leaf = this.leaf
    if (leaf.kind === "whole") {
      if (WHOLE_END.exec(rest)?.[1] !== leaf.key) return true
      this.leaf = NONE
      this.blocks.push({ type: "comment", by: "quire", text: `end ${leaf.key}`, start: end - rest.length, end })
      return true
    }
    if (leaf.kind === "fence") {
      const close = /^ {0,3}(`{3,}|~{3,})[ \t]*$/.exec(rest)?.[1]
      const isClosed = close?.startsWith(leaf.mark) === true && close.length >= leaf.length
      leaf.inner?.lines.push(unindented(rest, leaf.inner.indent))
      if (isClosed && leaf.inner !== undefined) this.inner.push({ ...leaf, end, lines: leaf.inner.lines })
      if (isClosed) this.closeFence(leaf, end)
      return true
    }
    if (leaf.kind === "html") {
      if (leaf.until === undefined ? isBlank(rest) : leaf.until.test(rest)) this.leaf = NONE
      return true
    }
    return false
  }

  private closeFence(leaf: Leaf & { kind: "fence" }, end: number): void {
    if (leaf.inner === undefined) this.blocks.push({ type: "fence", info: leaf.info, start: leaf.start, end })
    this.leaf = NONE
  }

  /** Unmatched containers end; an unclosed fence in them ends before this line. */
  private closeTo(matched: number): void {
    if (matched === this.containers.length) return
    if (this.leaf.kind === "fence") this.closeFence(this.leaf, this.lastEnd)
    this.containers.length = matched
    this.leaf = NONE
  }

  private openBlocks(at: { line: string; rest: string; matched: number; start: number; end: number }): void {
    let { rest, matched } = at
    const wasParagraph = this.leaf.kind === "paragraph"
    const mayBeLazy = wasParagraph && matched < this.containers.length
    if (!wasParagraph) this.closeTo(matched)
    let inParagraph = wasParagraph
    for (;;) {
      if (isBlank(rest)) {
        this.closeTo(matched)
        this.leaf = NONE
        return
      }
      if (indentOf(expandTabs(rest)) >= 4 || this.containers.length >= DEEPEST) break
      if (rest.trimStart().startsWith(">")) {
        this.closeTo(matched)
        rest = insideQuote(rest) ?? ""
        this.containers.push({ kind: "quote" })
        matched++
        this.leaf = NONE
        inParagraph = false
        continue
      }
      // What may not interrupt a paragraph may still end a container whose paragraph this line would lazily go on.
      const isInside = inParagraph && !mayBeLazy
      if (this.openLeaf(rest, matched, { isInside, mayBeLazy: inParagraph }, at)) return
      const item = BULLET.exec(rest)
      if (item === null || (isInside && !mayInterrupt(item, rest))) break
      this.closeTo(matched)
      rest = this.openItem(item, rest)
      matched++
      this.leaf = NONE
      inParagraph = false
    }
    this.paragraph(inParagraph, mayBeLazy, matched, at)
  }

  private openItem(item: RegExpExecArray, rest: string): string {
    const marker = (item[1]?.length ?? 0) + (item[2]?.length ?? 0)
    const after = expandTabs(" ".repeat(marker) + rest.slice(marker)).slice(marker)
    const spaces = indentOf(after)
    const isEmpty = isBlank(after)
    const padding = isEmpty || spaces > 4 ? 1 : spaces
    this.containers.push({ kind: "item", indent: marker + padding, blankStart: isEmpty })
    return after.slice(padding)
  }

  /** Headings, breaks, fences and HTML. True when the line was one of them. */
  private openLeaf(
    rest: string,
    matched: number,
    paragraph: { isInside: boolean; mayBeLazy: boolean },
    at: { line: string; start: number; end: number },
  ): boolean {
    const isTop = (): boolean => this.containers.length === 0 && !/^\s/.test(at.line)
    const atx = atxHeading(rest)
    if (atx !== undefined) {
      this.closeTo(matched)
      this.leaf = NONE
      const { level, text } = atx
      if (isTop() && (level === 1 || level === 2))
        this.blocks.push({ type: "heading", level, text, start: at.start, end: at.end })
      return true
    }
    const fence = FENCE.exec(rest)
    if (fence !== null) {
      this.closeTo(matched)
      const mark = fence[1] ?? ""
      const indent = indentOf(rest)
      const inner = isTop() ? undefined : { indent, lines: [rest.slice(indent)] }
      const info = (fence[2] ?? "").trim()
      this.leaf = { kind: "fence", mark: mark.charAt(0), length: mark.length, start: at.start, info, inner }
      return true
    }
    const setext = paragraph.isInside ? SETEXT.exec(rest)?.[1] : undefined
    if (setext !== undefined && this.leaf.kind === "paragraph") {
      this.setext(setext.startsWith("=") ? 1 : 2, this.leaf, at.end)
      return true
    }
    if (BREAK.test(rest)) {
      this.closeTo(matched)
      this.leaf = NONE
      return true
    }
    return this.openHtml(rest, matched, paragraph.mayBeLazy, isTop, at)
  }

  private setext(level: 1 | 2, paragraph: Leaf & { kind: "paragraph" }, end: number): void {
    this.leaf = NONE
    if (this.containers.length > 0 || paragraph.lines > 1) return
    const text = this.text.slice(paragraph.start, paragraph.end)
    // A line that may be a link definition or a table's head stays prose: rare, and nothing is lost.
    if (/^\s*\[|^\s|\|/.test(text)) return
    this.blocks.push({ type: "heading", level, text: text.trim(), start: paragraph.start, end })
  }

  private openHtml(
    rest: string,
    matched: number,
    inParagraph: boolean,
    isTop: () => boolean,
    at: { line: string; start: number; end: number },
  ): boolean {
    const kind = HTML.find(([open]) => open.test(rest))
    const isLone = kind === undefined && !inParagraph && HTML_LONE_TAG.test(rest)
    if (kind === undefined && !isLone) return false
    this.closeTo(matched)
    const until = kind?.[1]
    const body = until?.source === "-->" ? rest.replace(/^ {0,3}<!--/, "") : rest
    const endsHere = until !== undefined && until.test(body)
    this.leaf = endsHere ? NONE : { kind: "html", until }
    const mark = isTop() ? readMark(at.line) : undefined
    if (mark !== undefined) {
      const { by, text } = mark
      this.blocks.push({ type: "comment", by, text, start: at.start, end: at.end })
      const key = by === "quire" ? wholeKey(text) : undefined
      if (key !== undefined && (this.lastEnds().get(key) ?? -1) > at.start) this.leaf = { kind: "whole", key }
    }
    return true
  }

  /** Where the last end of each key stands: a text without an end is read as if it had no beginning. */
  private lastEnds(): ReadonlyMap<string, number> {
    this.ends ??= new Map([...this.text.matchAll(WHOLE_ENDS)].map((match) => [match[1] ?? "", match.index]))
    return this.ends
  }

  private paragraph(
    inParagraph: boolean,
    isLazy: boolean,
    matched: number,
    at: { rest: string; start: number; end: number },
  ): void {
    const leaf = this.leaf
    if (inParagraph && leaf.kind === "paragraph") {
      if (!isLazy) this.closeTo(matched)
      this.leaf = { ...leaf, lines: leaf.lines + 1 }
      return
    }
    this.closeTo(matched)
    const isCode =
      indentOf(expandTabs(at.rest)) >= 4 && matched === this.containers.length && this.containers.length === 0
    this.leaf = isCode ? NONE : { kind: "paragraph", start: at.start, end: at.end, lines: 1 }
  }
}

/** CommonMark §5.2: an empty item, or a number other than 1, does not interrupt a paragraph. */
function mayInterrupt(item: RegExpExecArray, rest: string): boolean {
  const marker = item[2] ?? ""
  if (isBlank(rest.slice(item[0].length))) return false
  return !/\d/.test(marker) || marker === "1." || marker === "1)"
}

function isBlank(line: string): boolean {
  return /^[ \t]*$/.test(line)
}

/** What stands behind a quote's mark and a blank; of a tab, the columns that are left of it. */
function insideQuote(line: string): string | undefined {
  const mark = /^( {0,3})>([ \t]?)/.exec(line)
  if (mark === null) return undefined
  const left = mark[2] === "\t" ? 3 - (((mark[1]?.length ?? 0) + 1) % 4) : 0
  return " ".repeat(left) + line.slice(mark[0].length)
}

/** Without as many blanks as the fence has before it, at most. */
function unindented(line: string, indent: number): string {
  return line.slice(Math.min(indent, indentOf(line)))
}

function indentOf(line: string): number {
  return line.length - line.replace(/^ +/, "").length
}

/** Leading tabs as spaces, to columns of four. */
function expandTabs(line: string): string {
  if (!/^ *\t/.test(line)) return line
  let column = 0
  let index = 0
  for (; index < line.length; index++) {
    const char = line[index]
    if (char === " ") column++
    else if (char === "\t") column += 4 - (column % 4)
    else break
  }
  return " ".repeat(column) + line.slice(index)
}

/** The end of the line at `position`, before and after its line ending (`\n`, `\r\n` or a lone `\r`). */
export function endOfLine(text: string, position: number): { readonly end: number; readonly next: number } {
  LINE_END.lastIndex = position
  const match = LINE_END.exec(text)
  return match === null ? { end: text.length, next: text.length } : { end: match.index, next: LINE_END.lastIndex }
}

const LINE_END = /\r\n|\n|\r/g
