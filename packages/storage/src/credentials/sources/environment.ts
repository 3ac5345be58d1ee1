import { ok } from "@quire/base"
import { variable } from "./source.ts"
import type { Environment, Source } from "./source.ts"

const ID = "AWS_ACCESS_KEY_ID"
const SECRET = "AWS_SECRET_ACCESS_KEY"

/** Keys in the server's environment. `AWS_SECURITY_TOKEN` is the older name of the token's variable. */
export function environmentSource(environment: Environment): Source {
  const set = [ID, SECRET].filter((name) => variable(environment, name) !== undefined)
  return {
    name: "environment",
    limitMs: 1000,
    look: () =>
      Promise.resolve(
        set.length === 0
          ? { isThere: false, reason: `${ID} is not set.` }
          : { isThere: true, reason: `${set.join(" and ")} ${set.length > 1 ? "are" : "is"} set.` },
      ),
    ask: () => {
      const profile = variable(environment, "AWS_PROFILE")
      const notices = profile === undefined ? [] : ["AWS_PROFILE is set and was ignored: keys in the environment win."]
      const found = {
        accessKeyId: environment[ID],
        secretAccessKey: environment[SECRET],
        sessionToken: variable(environment, "AWS_SESSION_TOKEN") ?? environment["AWS_SECURITY_TOKEN"],
        expiration: variable(environment, "AWS_CREDENTIAL_EXPIRATION"),
      }
      return Promise.resolve(ok({ found, fields: { accessKeyId: ID, secretAccessKey: SECRET }, notices }))
    },
  }
}
