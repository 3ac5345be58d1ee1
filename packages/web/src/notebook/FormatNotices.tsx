import { FileText, Package, X } from "lucide-react"
import { useEffect, useState, useSyncExternalStore } from "react"
import {
  isExact,
  odditiesOf,
  readFrontMatter,
  registryImports,
  withBareImports,
  withDependency,
  writeNotebook,
} from "@quire/notebook"
import type { RegistryImport } from "@quire/notebook"
import { editText, frontMatterOf, readCells, readDocument, readFacts, sourceOf } from "@quire/session"
import type { Doc } from "yjs"
import { useConnection, useConnectionInfo } from "../session/hooks.ts"
import { plural } from "../ui/format.ts"
import { Icon } from "../ui/Icon.tsx"

/** What a notebook of another origin has that is another way here. */
export function FormatNotices() {
  return (
    <>
      <UpgradeNotice />
      <RegistryNotice />
      <OddNotice />
    </>
  )
}

function UpgradeNotice() {
  const { doc } = useConnection()
  const from = useSyncExternalStore(
    (listener) => subscribe(doc, listener),
    () => readFacts(doc).upgradedFrom,
  )
  const [isDismissed, setDismissed] = useState(false)
  if (from === undefined || isDismissed) return null
  return (
    <div className="notice" role="status">
      <Icon of={FileText} />
      <p>
        <b>{`This file is of Jupyter’s format ${from}.`}</b> The first change writes it as 4.5, with all that it holds.
      </p>
      <span className="acts">
        <Dismiss onClick={() => setDismissed(true)} />
      </span>
    </div>
  )
}

/** Looked at once, when the page has time: it is about the file as it was opened. */
function OddNotice() {
  const { doc } = useConnection()
  const [odd, setOdd] = useState<ReturnType<typeof odditiesOf>>([])
  useEffect(() => {
    const { format } = readFacts(doc)
    if (format === "md") return undefined
    const timer = setTimeout(() => setOdd(odditiesOf(format, writeNotebook(readDocument(doc)))), SETTLE_MS)
    return () => clearTimeout(timer)
  }, [doc])
  if (odd.length === 0) return null
  const shown = odd.slice(0, MOST).map(({ line, text }) => `line ${line}: ${text}`)
  const more = odd.length > MOST ? `, and ${odd.length - MOST} more` : ""
  return (
    <div className="notice" role="status">
      <Icon of={FileText} />
      <p>
        <b>Odd in this file, and left as it is:</b> {`${shown.join("; ")}${more}.`}
      </p>
      <span className="acts">
        <Dismiss onClick={() => setOdd([])} />
      </span>
    </div>
  )
}

function Dismiss({ onClick }: { onClick: () => void }) {
  return (
    <button type="button" className="icon-btn small" aria-label="Dismiss" onClick={onClick}>
      <Icon of={X} size="s" />
    </button>
  )
}

/** Imports that name a registry: Quire takes packages from the notebook's dependencies. */
function RegistryNotice() {
  const { doc } = useConnection()
  const { isReadOnly } = useConnectionInfo()
  const [isDismissed, setDismissed] = useState(false)
  const [hasFailed, setFailed] = useState(false)
  const names = useSyncExternalStore(
    (listener) => subscribe(doc, listener),
    () =>
      importsOf(doc)
        .map(({ specifier }) => specifier)
        .join("\n"),
  )
  if (names === "" || isDismissed) return null
  const all = names.split("\n").flatMap((specifier) => registryImports(JSON.stringify(specifier)))
  const exact = all.filter(
    (one) => isExact(one) && all.every((two) => two.name !== one.name || two.version === one.version),
  )
  const rest = all.filter((one) => !exact.includes(one))
  return (
    <div className="notice" role="status">
      <Icon of={Package} />
      <p>
        <b>{`${plural(all.length, "import")} ${all.length === 1 ? "names" : "name"} a registry.`}</b> Here packages come
        from the notebook’s dependencies. {hasFailed ? "The settings at the top cannot be read: mend them first. " : ""}
        {rest.length === 0
          ? ""
          : `To be done by hand, with an exact version of npm: ${rest.map((one) => one.specifier).join(", ")}.`}
      </p>
      <span className="acts">
        {exact.length === 0 || isReadOnly ? null : (
          <button type="button" className="btn small" onClick={() => setFailed(!moveImports(doc, exact))}>
            {`Move ${exact.length === 1 ? (exact[0]?.name ?? "") : exact.length} to dependencies`}
          </button>
        )}
        <Dismiss onClick={() => setDismissed(true)} />
      </span>
    </div>
  )
}

function importsOf(doc: Doc): RegistryImport[] {
  const all = readCells(doc).flatMap(({ kind, source }) => (kind === "code" ? registryImports(source) : []))
  return [...new Map(all.map((one) => [one.specifier, one])).values()]
}

/** False: the front matter is none that a dependency can be added to. */
function moveImports(doc: Doc, imports: readonly RegistryImport[]): boolean {
  const top = frontMatterOf(doc)
  if (!readFrontMatter(top.toString()).ok) return false
  doc.transact(() => {
    let source = top.toString()
    for (const { name, version } of imports) source = withDependency(source, name, version ?? "")
    editText(top, source)
    for (const { id, kind, source: code } of readCells(doc)) {
      const text = kind === "code" ? sourceOf(doc, id) : undefined
      if (text !== undefined) editText(text, withBareImports(code, imports))
    }
  })
  return true
}

const SETTLE_MS = 500
const MOST = 3

/** Once typing rests: all cells are read. */
function subscribe(doc: Doc, listener: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  const soon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(listener, SETTLE_MS)
  }
  doc.on("update", soon)
  return () => {
    clearTimeout(timer)
    doc.off("update", soon)
  }
}
