import { err, ok } from "@quire/base"
import { describe, expect, test } from "vitest"
import type { Credentials } from "./credentials.ts"
import { credentialsProvider } from "./provider.ts"
import type { CredentialsProvider } from "./provider.ts"
import type { ResolvedCredentials } from "./resolve.ts"
import { Secret } from "./secret.ts"

const MINUTE = 60_000

/** A source whose credentials live `life` ms; "fail" makes the next searches fail. */
class Play {
  now = 0
  searches = 0
  isFailing = false
  readonly provider: CredentialsProvider
  private readonly life: number | undefined

  constructor(life: number | undefined) {
    this.life = life
    this.provider = credentialsProvider(
      () => this.search(),
      () => this.now,
      () => 0.5,
    )
  }

  /** The number of the search that the credentials come from, or the error's code. */
  async get(): Promise<string> {
    const found = await this.provider.get()
    return found.ok ? found.value.accessKeyId : found.error.code
  }

  private async search(): Promise<ResolvedCredentials> {
    const n = ++this.searches
    await Promise.resolve()
    if (this.isFailing) return { result: err({ code: "credentials-missing" }), sources: [], notices: [] }
    const credentials: Credentials = {
      accessKeyId: `key${n}`,
      secretAccessKey: new Secret("s"),
      sessionToken: undefined,
      expiration: this.life === undefined ? undefined : new Date(this.now + this.life),
      source: "container",
    }
    return { result: ok(credentials), sources: [], notices: [] }
  }
}

describe("[C14] a storage's credentials are found once, shared, and renewed ahead of their end", () => {
  test("a hundred requests at once wait for one search", async () => {
    const play = new Play(60 * MINUTE)
    const found = await Promise.all(Array.from({ length: 100 }, () => play.get()))
    expect(new Set(found)).toEqual(new Set(["key1"]))
    expect(play.searches).toBe(1)
  })

  test.each<[number, string]>([
    [49, "key1 1"],
    [51, "key1 2"],
    [59.5, "key2 2"],
    [61, "key2 2"],
  ])("an hour's life, after %d minutes: %s", async (minutes, expected) => {
    const play = new Play(60 * MINUTE)
    await play.get()
    play.now = minutes * MINUTE
    const found = await play.get()
    expect(`${found} ${play.searches}`).toBe(expected)
  })

  test("a background renewal is used by the next request", async () => {
    const play = new Play(60 * MINUTE)
    await play.get()
    play.now = 55 * MINUTE
    expect(await play.get()).toBe("key1")
    expect(await play.get()).toBe("key2")
  })

  test("a life of five minutes is not renewed at each request", async () => {
    const play = new Play(5 * MINUTE)
    for (let n = 0; n < 20; n++) {
      play.now = n * 6000
      await play.get()
    }
    expect(play.searches).toBe(1)
  })

  test("a renewal that fails ahead of need changes nothing; one that is needed is an error, and heals", async () => {
    const play = new Play(60 * MINUTE)
    await play.get()
    play.isFailing = true
    play.now = 55 * MINUTE
    expect(await play.get()).toBe("key1")
    expect(await play.get()).toBe("key1")
    expect(play.searches).toBe(2)
    play.now = 61 * MINUTE
    expect(await play.get()).toBe("credentials-missing")
    play.isFailing = false
    play.now += 3000
    expect(await play.get()).toBe("key4")
  })

  test("a failure is not searched for again by each request", async () => {
    const play = new Play(undefined)
    play.isFailing = true
    for (let n = 0; n < 50; n++) await play.get()
    expect(play.searches).toBe(1)
  })

  test("credentials that a server refused are looked for anew, others are kept", async () => {
    const play = new Play(undefined)
    await play.get()
    const found = await play.provider.get()
    if (!found.ok) throw new Error("no credentials")
    play.provider.refuse({ ...found.value })
    expect(await play.get()).toBe("key1")
    play.provider.refuse(found.value)
    expect(await play.get()).toBe("key2")
  })

  test("credentials without an end are looked up again now and then, since files change", async () => {
    const play = new Play(undefined)
    await play.get()
    play.now = 6 * MINUTE
    expect(await play.get()).toBe("key1")
    expect(await play.get()).toBe("key2")
  })
})
