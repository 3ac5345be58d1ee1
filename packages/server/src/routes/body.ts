import { bodyLimit } from "hono/body-limit"
import type { Context, MiddlewareHandler } from "hono"
import { err, ok } from "@quire/base"
import type { Result } from "@quire/base"
import type { z } from "zod"
import { invalidRequest, problemResponse } from "../problem.ts"
import type { ApiError } from "../problem.ts"

/** Refuses a body of more bytes before more of it is read, said in its head or not. */
export function limitBody(limit: number): MiddlewareHandler {
  return bodyLimit({ maxSize: limit, onError: () => problemResponse({ code: "body-too-large", limit }) })
}

/** The JSON body of a request, checked; errors name the field. */
export async function readBody<T extends z.ZodType>(
  context: Context,
  schema: T,
): Promise<Result<z.infer<T>, ApiError>> {
  let body: unknown
  try {
    body = await context.req.json()
  } catch {
    return err({ code: "invalid-request", field: "", because: "the body is no JSON" })
  }
  const parsed = schema.safeParse(body)
  return parsed.success ? ok(parsed.data) : err(invalidRequest(parsed.error))
}
