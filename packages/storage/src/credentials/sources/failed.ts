import type { CredentialsError } from "../credentials.ts"

/** A source that is set and did not give credentials: what happened and what to do, without anything secret. */
export function failed(detail: string, hint: string): Extract<CredentialsError, { code: "credentials-invalid" }> {
  return { code: "credentials-invalid", because: "source", detail, hint }
}
