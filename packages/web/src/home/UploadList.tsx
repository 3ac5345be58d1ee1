import { X } from "lucide-react"
import { bytes } from "../ui/format.ts"
import { Icon } from "../ui/Icon.tsx"
import type { Upload } from "./uploads.ts"

interface UploadListProps {
  readonly uploads: readonly Upload[]
  readonly onCancel: (id: number) => void
  readonly onClear: () => void
}

/** Files on their way, with how far they are; those that failed say why. */
export function UploadList({ uploads, onCancel, onClear }: UploadListProps) {
  if (uploads.length === 0) return null
  const isBusy = uploads.some(({ state }) => state === "sending" || state === "waiting")
  return (
    <section className="uploads" aria-labelledby="h-uploads">
      <header>
        <h2 id="h-uploads">{isBusy ? "Uploading" : "Uploaded"}</h2>
        {isBusy ? null : (
          <button type="button" className="icon-btn small" aria-label="Close" onClick={onClear}>
            <Icon of={X} size="s" />
          </button>
        )}
      </header>
      <ul>
        {uploads.map((upload) => (
          <li key={upload.id} className={upload.state}>
            <span className="cut grow">{upload.name}</span>
            <Outcome upload={upload} />
            {upload.state === "sending" || upload.state === "waiting" ? (
              <button
                type="button"
                className="icon-btn small"
                aria-label={`Cancel ${upload.name}`}
                onClick={() => onCancel(upload.id)}
              >
                <Icon of={X} size="s" />
              </button>
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Outcome({ upload }: { upload: Upload }) {
  switch (upload.state) {
    case "sending":
      return (
        <>
          <progress max={upload.size || 1} value={upload.sent} aria-label={upload.name} />
          <span className="num t3">{`${bytes(upload.sent)} of ${bytes(upload.size)}`}</span>
        </>
      )
    case "waiting":
      return <span className="t3">Waiting</span>
    case "done":
      return <span className="t3 num">{bytes(upload.size)}</span>
    case "cancelled":
      return <span className="t3">Cancelled; nothing was kept</span>
    case "failed":
      return (
        <span className="bad" role="alert">
          {upload.message}
        </span>
      )
  }
}
