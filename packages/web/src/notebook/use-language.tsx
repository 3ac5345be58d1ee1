import type { EditorView } from "@codemirror/view"
import { useEffect, useMemo, useRef, useState } from "react"
import type { ReactNode } from "react"
import type { CellId } from "@quire/notebook"
import { EditorLanguage } from "../language/editor-language.ts"
import type { References, ShownFile } from "../language/language-page.ts"
import type { Connection } from "../session/connection.ts"
import { FileView } from "./FileView.tsx"
import { ReferencesView } from "./ReferencesView.tsx"

const TOAST_MS = 8000
/** A cell far from the screen takes some frames to have its editor. */
const FRAMES = 60

interface Said {
  readonly text: string
  readonly undo: (() => void) | undefined
}

/** What TypeScript gives to this page's editors, and what it shows beside them. */
export function useLanguage(
  connection: Connection,
  editors: ReadonlyMap<CellId, EditorView>,
  focusCell: (id: CellId) => void,
): { readonly language: EditorLanguage; readonly views: ReactNode } {
  const [file, showFile] = useState<ShownFile>()
  const [references, showReferences] = useState<References>()
  const [said, setSaid] = useState<Said>()
  const focus = useRef(focusCell)
  focus.current = focusCell
  const language = useMemo(() => {
    const show = async (id: CellId): Promise<EditorView | undefined> => {
      focus.current(id)
      for (let n = 0; n < FRAMES && !editors.has(id); n++) await new Promise(requestAnimationFrame)
      return editors.get(id)
    }
    const say = (text: string, undo?: () => void): void => setSaid({ text, undo })
    return new EditorLanguage({ connection, editors, show, showFile, showReferences, say })
  }, [connection, editors])
  useEffect(() => () => language.end(), [language])
  useEffect(() => {
    if (said === undefined) return undefined
    const timer = setTimeout(() => setSaid(undefined), TOAST_MS)
    return () => clearTimeout(timer)
  }, [said])
  const views = (
    <>
      <div role="status">
        {said === undefined ? null : (
          <p className="toast">
            {said.text}
            {said.undo === undefined ? null : (
              <button
                type="button"
                className="btn small"
                onClick={() => {
                  said.undo?.()
                  setSaid(undefined)
                }}
              >
                Undo
              </button>
            )}
          </p>
        )}
      </div>
      {file === undefined ? null : <FileView file={file} onClose={() => showFile(undefined)} />}
      {references === undefined ? null : (
        <ReferencesView references={references} onClose={() => showReferences(undefined)} />
      )}
    </>
  )
  return { language, views }
}
