import { Component } from "react"
import type { ReactNode } from "react"

/** Keeps a failure of one part of the page in that part (UI §6, "page failed"). */
export class ErrorBoundary extends Component<{ children: ReactNode }, { error: Error | undefined }> {
  override state: { error: Error | undefined } = { error: undefined }

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error }
  }

  override render(): ReactNode {
    const { error } = this.state
    if (error === undefined) return this.props.children
    return (
      <div className="notice bad" role="alert">
        <p>
          <b>This part of the page failed.</b> The notebook is fine.
        </p>
        <span className="acts">
          <button type="button" className="btn small" onClick={() => this.setState({ error: undefined })}>
            Reload this part
          </button>
          <button
            type="button"
            className="btn small"
            onClick={() => void navigator.clipboard?.writeText(error.stack ?? error.message)}
          >
            Copy details
          </button>
        </span>
      </div>
    )
  }
}
