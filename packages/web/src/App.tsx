import { lazy, Suspense } from "react"
import { HomePage } from "./home/HomePage.tsx"
import { SignInPage } from "./home/SignInPage.tsx"
import { ErrorBoundary } from "./ui/ErrorBoundary.tsx"

// The editor is the heavy part: home does without.
const NotebookPage = lazy(async () => ({ default: (await import("./notebook/NotebookPage.tsx")).NotebookPage }))

/** One page for each address. */
export function App() {
  const query = new URLSearchParams(location.search)
  if (location.pathname === "/sign-in") return <SignInPage wasWrong={query.has("wrong")} />
  const path = query.get("path")
  if (location.pathname === "/open" && path !== null) {
    return (
      <ErrorBoundary>
        <Suspense fallback={null}>
          <NotebookPage storage={query.get("storage") ?? "home"} path={path} />
        </Suspense>
      </ErrorBoundary>
    )
  }
  return (
    <ErrorBoundary>
      <HomePage firstStorage={query.get("storage") ?? "home"} firstPath={path ?? "/"} />
    </ErrorBoundary>
  )
}
