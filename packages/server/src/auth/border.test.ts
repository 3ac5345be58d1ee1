import { describe, expect, test } from "vitest"
import { Auth, cookieHeader, readCookie } from "./auth.ts"
import { checkHost, checkSignIn } from "./border.ts"
import type { Incoming } from "./border.ts"

const auth = new Auth("the-right-token", Buffer.alloc(32, 1))
const border = { auth, hosts: new Set(["127.0.0.1", "localhost", "::1", "notes.example.org"]), port: () => 8888 }
const cookie = auth.signIn()
const key = auth.keyOf(auth.signInOf(cookie) ?? "")
const signedIn = { cookie: `other=1; quire-8888=${cookie}`, origin: "http://127.0.0.1:8888", key }

function incoming(part: Partial<Incoming>): Incoming {
  return {
    method: "POST",
    address: "192.0.2.1",
    host: "127.0.0.1:8888",
    origin: undefined,
    cookie: undefined,
    authorization: undefined,
    key: undefined,
    ...part,
  }
}

describe("[A3] the name a request comes under", () => {
  test.each([
    ["127.0.0.1:8888", "ok"],
    ["localhost", "ok"],
    ["[::1]:8888", "ok"],
    ["NOTES.example.org", "ok"],
    ["evil.example", "forbidden"],
    ["127.0.0.1.evil.example:8888", "forbidden"],
    ["", "forbidden"],
  ])("%j: %s", (host, expected) => {
    expect(checkHost(incoming({ host }), border)?.code ?? "ok").toBe(expected)
  })
})

describe("[A3] who asks, and from where", () => {
  test.each<[string, Partial<Incoming>, boolean, string]>([
    ["nobody", {}, false, "unauthorised"],
    ["the token", { authorization: "Bearer the-right-token" }, true, "ok"],
    ["a wrong token", { authorization: "Bearer the-wrong-token" }, true, "unauthorised"],
    ["a cookie, to read", { cookie: signedIn.cookie }, false, "ok"],
    ["a cookie, to change, from our page", signedIn, true, "ok"],
    ["a cookie, to change, without the key", { ...signedIn, key: undefined }, true, "forbidden"],
    ["a cookie, to change, with another key", { ...signedIn, key: "x" }, true, "forbidden"],
    ["a cookie, to change, from another site", { ...signedIn, origin: "http://evil.example" }, true, "forbidden"],
    ["a cookie, to change, from another port", { ...signedIn, origin: "http://127.0.0.1:9999" }, true, "forbidden"],
    ["a cookie, to change, without an origin", { ...signedIn, origin: undefined }, true, "forbidden"],
    ["a forged cookie", { ...signedIn, cookie: "quire-8888=abc.def" }, false, "unauthorised"],
    ["the cookie of another port", { ...signedIn, cookie: `quire-9999=${cookie}` }, false, "unauthorised"],
  ])("%s", (_, part, isChange, expected) => {
    expect(checkSignIn(incoming(part), border, isChange)?.code ?? "ok").toBe(expected)
  })

  test("twenty wrong tokens a minute are enough for their address, and for no other", () => {
    const patient = new Auth("the-right-token", Buffer.alloc(32))
    for (let n = 0; n < 20; n++) expect(patient.check("wrong", 1000 + n, "192.0.2.1")).toBe("wrong")
    expect(patient.check("the-right-token", 2000, "192.0.2.1")).toBe("limited")
    expect(patient.check("the-right-token", 2000, "192.0.2.2")).toBe("right")
    expect(patient.check("the-right-token", 62_000, "192.0.2.1")).toBe("right")
  })

  test("a sign-in outlives a restart with the same key, and no other", () => {
    expect(new Auth("x", Buffer.alloc(32, 1)).signInOf(cookie)).toBeDefined()
    expect(new Auth("x", Buffer.alloc(32, 2)).signInOf(cookie)).toBeUndefined()
  })

  test("the cookie cannot be read by scripts", () => {
    expect(cookieHeader(8888, "v", true)).toBe("quire-8888=v; Path=/; HttpOnly; SameSite=Lax; Max-Age=2592000; Secure")
    expect(readCookie("a=b; quire-8888=x=y", "quire-8888")).toBe("x=y")
  })
})
