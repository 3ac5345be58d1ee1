import { expect, test } from "vitest"
import { toProblem } from "./problem.ts"
import type { ApiError } from "./problem.ts"

test.each<[ApiError, number]>([
  [{ code: "not-found", path: "/x" }, 404],
  [{ code: "conflict", path: "/x", found: undefined }, 412],
  [{ code: "credentials-missing" }, 422],
  [{ code: "unreachable", host: "h", because: "nothing listens there" }, 502],
  [{ code: "unauthorised" }, 401],
  [{ code: "invalid-request", field: "bucketUrl", because: "it is empty" }, 422],
  [{ code: "precondition-required" }, 428],
  [{ code: "internal", reference: "r" }, 500],
  [{ code: "not-text", path: "/x.md", because: "it holds bytes that no UTF-8 text has" }, 422],
])("[A4] %j is answered with %d, words and a hint", (error, status) => {
  const problem = toProblem(error)
  expect(problem).toMatchObject({ type: "about:blank", status, ...error })
  expect(problem.title.length).toBeGreaterThan(5)
  expect(problem.detail.length).toBeGreaterThan(5)
  expect(problem.hint?.length).toBeGreaterThan(5)
})
