import { Check, Minus, X } from "lucide-react"
import type { ProbeAnswer } from "@quire/protocol"
import { Icon } from "../ui/Icon.tsx"

const STEPS = { list: "List", read: "Read", write: "Write and remove", conditional: "Conditional writes" } as const
const CREDENTIALS_CODES = /^credentials-/

interface ProbeReportProps {
  probe: ProbeAnswer | undefined
  isBusy: boolean
  isS3: boolean
  onAgain: () => void
  /** Undefined: a key is typed already. */
  onTypeKey: (() => void) | undefined
  onRegion: (region: string) => void
}

/** What the checks found, step by step; a failure says what is wrong and what to do. */
export function ProbeReport({ probe, isBusy, isS3, onAgain, onTypeKey, onRegion }: ProbeReportProps) {
  if (probe === undefined)
    return <p className="t3">{isBusy ? "Checking…" : "The checks run when you leave a field, or press Enter."}</p>
  const { error, credentials } = probe
  const isAddressWrong = error?.code === "invalid-address" || error?.code === "invalid-folder"
  const isCredentialsWrong = error !== undefined && CREDENTIALS_CODES.test(error.code) && probe.steps.length === 0
  return (
    <>
      <Step state={isAddressWrong ? "bad" : "ok"} title={isAddressWrong ? (error?.title ?? "Address") : "Address"}>
        {isAddressWrong ? (
          <Hint error={error} onAgain={onAgain} />
        ) : (
          <p className={probe.address ? "mono" : ""}>
            {probe.address || "It reads as the address of a bucket."}
            {probe.region ? `, ${probe.region}` : ""}
          </p>
        )}
      </Step>
      {isS3 && !isAddressWrong ? (
        <Step
          state={isCredentialsWrong ? "bad" : "ok"}
          title={isCredentialsWrong ? (error?.title ?? "") : "Credentials"}
        >
          {isCredentialsWrong ? (
            <Hint error={error} onAgain={onAgain} onTypeKey={onTypeKey} />
          ) : (
            <p>
              {credentials?.credentials === undefined ? "None: a public bucket" : `From ${credentials.source}, key `}
              <b className="mono">{credentials?.credentials?.accessKeyIdHint}</b>
              {probe.identity === undefined ? null : <span className="mono t3 cut">{` ${probe.identity}`}</span>}
            </p>
          )}
        </Step>
      ) : null}
      {isAddressWrong ? null : isCredentialsWrong ? (
        <Step state="wait" title="Bucket">
          <p className="t3">Checked once there are credentials.</p>
        </Step>
      ) : (
        <Step state={error === undefined ? "ok" : "bad"} title={error?.title ?? (isS3 ? "Bucket" : "Folder")}>
          <ul className="probe">
            {probe.steps.map(({ name, outcome, detail }) => (
              <li key={name} className={outcome === "failed" ? "bad" : outcome === "skipped" ? "skip" : ""}>
                <Icon of={outcome === "ok" ? Check : outcome === "failed" ? X : Minus} size="s" />
                <span>{STEPS[name]}</span>
                <span className="num">{detail}</span>
              </li>
            ))}
          </ul>
          {probe.clockDifferenceSeconds === undefined ? null : (
            <p className="warn">{`Its clock is ${probe.clockDifferenceSeconds} s ahead of the server's.`}</p>
          )}
          {error === undefined ? (
            <p className="t3 probe-sum">
              {probe.conditionalWrites
                ? "Two servers can save here without overwriting."
                : "Quire compares before it writes."}
            </p>
          ) : (
            <Hint error={error} onAgain={onAgain} onTypeKey={onTypeKey} onRegion={onRegion} />
          )}
        </Step>
      )}
    </>
  )
}

function Step({ state, title, children }: { state: "ok" | "bad" | "wait"; title: string; children: React.ReactNode }) {
  return (
    <div className={`step ${state}`}>
      <span className="m">
        <Icon of={state === "ok" ? Check : state === "bad" ? X : Minus} size="xs" />
      </span>
      <h2>{title}</h2>
      {children}
    </div>
  )
}

function Hint({
  error,
  onAgain,
  onTypeKey,
  onRegion,
}: {
  error: ProbeAnswer["error"]
  onAgain: () => void
  onTypeKey?: (() => void) | undefined
  onRegion?: (region: string) => void
}) {
  if (error === undefined) return null
  const actual = typeof error["actual"] === "string" ? error["actual"] : undefined
  return (
    <>
      <p>{error.message}</p>
      <div className="hint">
        <b>What to do.</b> {error.hint}
        <div className="acts">
          {actual === undefined || onRegion === undefined ? null : (
            <button type="button" className="btn small" onClick={() => onRegion(actual)}>
              {`Use ${actual}`}
            </button>
          )}
          <button type="button" className="btn small" onClick={onAgain}>
            Look again
          </button>
          {onTypeKey === undefined ? null : (
            <button type="button" className="btn small" onClick={onTypeKey}>
              Type a key
            </button>
          )}
        </div>
      </div>
    </>
  )
}
