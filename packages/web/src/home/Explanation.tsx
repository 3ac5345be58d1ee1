import { Check, ChevronRight, Minus, X } from "lucide-react"
import { useEffect, useState } from "react"
import type { CredentialsReport } from "@quire/protocol"
import { api } from "../api/http.ts"
import { Icon } from "../ui/Icon.tsx"

const NAMES: Readonly<Record<string, string>> = {
  environment: "Environment",
  sso: "SSO",
  profile: "Profile files",
  "web-identity": "Web identity",
  container: "Container",
  "instance-metadata": "Instance metadata",
  form: "Typed key",
}
const OUTCOMES = {
  answered: "Used",
  found: "Found",
  skipped: "Skipped",
  failed: "Failed",
  "not-asked": "Not asked",
} as const

/** How many sources failed, and how many were passed over. */
function tally({ sources }: CredentialsReport): string {
  const failed = sources.filter(({ outcome }) => outcome === "failed").length
  const rest = sources.filter(({ outcome }) => outcome === "skipped" || outcome === "not-asked").length
  return `${failed > 0 ? `${failed} failed, ` : ""}${rest} skipped`
}

/** Which source gave the credentials, and on opening why every other did not. */
export function Explanation({ report: given }: { report: CredentialsReport | undefined }) {
  const [own, setOwn] = useState<CredentialsReport>()
  useEffect(() => {
    void api<CredentialsReport>("GET", "/credentials/aws").then((answer) => answer.ok && setOwn(answer.value))
  }, [])
  const report = given ?? own
  if (report === undefined) return null
  const { credentials, source } = report
  const isBad = report.error !== undefined && given !== undefined
  return (
    <details className={isBad ? "disc bad" : "disc"} open={isBad}>
      <summary>
        <Icon of={ChevronRight} size="s" />
        <span className="cut grow">
          {credentials === undefined ? (
            "None found"
          ) : (
            <>
              {`From ${(NAMES[source ?? ""] ?? "").toLowerCase()} `}
              <span className="t3">
                (<span className="mono">{credentials.accessKeyIdHint}</span>,{" "}
                {credentials.hasSessionToken ? "with a session token" : "no session token"})
              </span>
            </>
          )}
        </span>
        {isBad ? <span className="t3">{tally(report)}</span> : <span className="link no-phone">Explain</span>}
      </summary>
      <div className="disc-b">
        <p className="help">
          {`Each source in turn. ${isBad ? "None gave a key and a secret." : "The first that answers is used."}`}
        </p>
        <ul className="src">
          {report.sources.map(({ source: name, outcome, reason, hint }) => (
            <li key={name} className={outcome === "answered" ? "found" : outcome === "failed" ? "failed" : ""}>
              <Icon of={outcome === "answered" ? Check : outcome === "failed" ? X : Minus} size="s" />
              <b>{NAMES[name] ?? name}</b>
              <span className="w">{OUTCOMES[outcome]}</span>
              <p>{`${reason}${hint === undefined ? "" : ` ${hint}`}`}</p>
            </li>
          ))}
        </ul>
        {report.notices.map((notice) => (
          <p key={notice} className="help">
            {notice}
          </p>
        ))}
      </div>
    </details>
  )
}
