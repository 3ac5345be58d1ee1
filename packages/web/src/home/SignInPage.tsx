import { useState } from "react"
import { api } from "../api/http.ts"
import { Logo } from "../ui/Logo.tsx"

/** Where the person wanted to go; only within this server. */
function placeAfter(): string {
  const next = new URLSearchParams(location.search).get("next") ?? "/"
  return /^\/(?![/\\])/.test(next) ? next : "/"
}

/** Asks for the token that the server printed. */
export function SignInPage({ wasWrong }: { wasWrong: boolean }) {
  const [token, setToken] = useState("")
  const [message, setMessage] = useState(
    wasWrong ? "That token is not valid here. It is in the address that quire printed at start." : "",
  )
  const submit = async (event: React.FormEvent): Promise<void> => {
    event.preventDefault()
    // The whole address that was printed serves as well.
    const answer = await api("POST", "/sign-in", { token: /[?&]token=([^&\s]+)/.exec(token)?.[1] ?? token })
    if (answer.ok) location.assign(placeAfter())
    else setMessage(`${answer.problem.detail} ${answer.problem.hint ?? ""}`)
  }
  return (
    <main className="problem-page">
      <span className="logo">
        <Logo />
        Quire
      </span>
      <h1>Sign in</h1>
      <form className="field" onSubmit={(event) => void submit(event)}>
        <label htmlFor="token">Token</label>
        <div className="input">
          <input
            id="token"
            type="password"
            autoComplete="current-password"
            autoFocus
            aria-describedby="token-help"
            aria-invalid={message !== ""}
            value={token}
            onChange={(event) => setToken(event.target.value)}
          />
        </div>
        {message === "" ? (
          <p className="help" id="token-help">
            It is in the address that quire printed at start.
          </p>
        ) : (
          <p className="hint" id="token-help" role="alert">
            {message}
          </p>
        )}
        <div>
          <button type="submit" className="btn primary">
            Sign in
          </button>
        </div>
      </form>
    </main>
  )
}
