import type { ApiProblem } from "../api/http.ts"
import { Logo } from "./Logo.tsx"

/** A page that says why there is nothing to show, and where to go. */
export function ProblemPage({ problem }: { problem: ApiProblem }) {
  return (
    <main className="problem-page">
      <a className="logo" href="/" aria-label="Quire, home">
        <Logo />
        Quire
      </a>
      <h1>{problem.title}</h1>
      <p>{problem.detail}</p>
      {problem.hint === undefined ? null : <p className="t2">{problem.hint}</p>}
      <p className="row">
        <a className="btn primary" href="/">
          Home
        </a>
        <button type="button" className="btn" onClick={() => location.reload()}>
          Try again
        </button>
      </p>
    </main>
  )
}
