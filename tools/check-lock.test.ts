import { expect, test } from "vitest"
import { checkLock } from "./check-lock.ts"

const platforms = (version: string) => ({ optionalDependencies: { "n-linux-x64": version, "n-win32-x64": version } })

function messages(packages: object): string[] {
  const text = JSON.stringify({ lockfileVersion: 3, packages }, undefined, 2)
  return checkLock(text).map(({ file, line, message }) => `${file}:${line}: ${message}`)
}

test.each([
  [
    "beside it",
    {
      "node_modules/n": platforms("1.0.0"),
      "node_modules/n-linux-x64": { version: "1.0.0" },
      "node_modules/n-win32-x64": { version: "1.0.0" },
    },
  ],
  [
    "in it",
    {
      "node_modules/n": platforms("1.0.0"),
      "node_modules/n/node_modules/n-linux-x64": { version: "1.0.0" },
      "node_modules/n-win32-x64": { version: "1.0.0" },
    },
  ],
  [
    "above a workspace",
    {
      "packages/a": platforms("1.0.0"),
      "node_modules/n-linux-x64": { version: "1.0.0" },
      "packages/a/node_modules/n-win32-x64": { version: "1.0.0" },
    },
  ],
  [
    "in any version of a range",
    {
      "": platforms("^1.0.0"),
      "node_modules/n-linux-x64": { version: "1.2.0" },
      "node_modules/n-win32-x64": { version: "1.3.0" },
    },
  ],
  ["nowhere when they are no platforms", { "node_modules/n": { optionalDependencies: { "supports-color": "1.0.0" } } }],
])("the platform packages may stand %s", (_, packages) => {
  expect(messages(packages)).toEqual([])
})

test.each([
  [
    "missing",
    { "node_modules/n": platforms("1.0.0"), "node_modules/n-linux-x64": { version: "1.0.0" } },
    "4: node_modules/n wants n-win32-x64@1.0.0, the lock has nothing",
  ],
  [
    "there in another version",
    {
      "": {},
      "node_modules/n": { optionalDependencies: { "n-darwin-x64": "1.0.0" } },
      "node_modules/n-darwin-x64": { version: "2.0.0" },
    },
    "5: node_modules/n wants n-darwin-x64@1.0.0, the lock has 2.0.0",
  ],
  [
    "there for another package only",
    {
      "node_modules/m/node_modules/n-win32-x64": { version: "1.0.0" },
      "": { optionalDependencies: { "n-win32-x64": "1.0.0" } },
    },
    "7: the root wants n-win32-x64@1.0.0, the lock has nothing",
  ],
])("a platform package that is %s is a problem", (_, packages, message) => {
  expect(messages(packages)).toEqual([`package-lock.json:${message}`])
})

test("no lock is a problem", () => {
  expect(checkLock(undefined)).toEqual([
    { file: "package-lock.json", line: 1, message: "there is no package-lock.json" },
  ])
})
