// Runs all tests, in a real browser and against real S3 servers where they are there. Ends with `N passed, N failed`.
import { execFileSync, spawnSync } from "node:child_process"
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const ROOT = join(import.meta.dirname, "..")
const CHROMIUM_LINE = "apt-get update && apt-get install -y --no-install-recommends chromium"
const SERVERS = [
  { name: "ceph", variable: "QUIRE_TEST_CEPH", needs: ["ceph-mon", "ceph-osd", "radosgw"], port: 18295 },
  { name: "swift", variable: "QUIRE_TEST_SWIFT", needs: ["swift-proxy-server", "memcached"], port: 18285 },
] as const

const folder = mkdtempSync(join(tmpdir(), "qt-"))
const environment: Record<string, string | undefined> = { ...process.env, QUIRE_TEST_CHROMIUM: chromium() }
process.exitCode = runAll()

function runAll(): number {
  const started = SERVERS.filter((server) => start(server))
  try {
    if (started.length === 0) {
      process.stdout.write("No Ceph and no Swift here: the project's own S3 double serves.\n")
      if (process.env["QUIRE_REQUIRE_REAL_S3"]) return fail("A real S3 server was asked for, and none answered.")
    } else process.stdout.write(`Real S3 servers: ${started.map(({ name }) => name).join(", ")}\n`)
    return vitest()
  } finally {
    for (const { name } of started)
      spawnSync(join(ROOT, `tests/s3-servers/${name}-start.sh`), ["stop", join(folder, name)])
    rmSync(folder, { recursive: true, force: true })
  }
}

function start({ name, variable, needs, port }: (typeof SERVERS)[number]): boolean {
  if (!needs.every(isCommand)) return false
  const ran = spawnSync(join(ROOT, `tests/s3-servers/${name}-start.sh`), ["start", join(folder, name), String(port)], {
    encoding: "utf8",
    timeout: 120_000,
  })
  const url = /^ready (\S+)/m.exec(ran.stdout ?? "")?.[1]
  if (url === undefined) {
    process.stdout.write(`${name} did not start: ${ran.stdout}${ran.stderr}\n`)
    return false
  }
  environment[variable] = url
  return true
}

function vitest(): number {
  const report = join(folder, "report.json")
  const vitestCli = join(ROOT, "node_modules/vitest/vitest.mjs")
  const flags = [
    "run",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ]
  const ran = spawnSync(process.execPath, [vitestCli, ...flags], { cwd: ROOT, env: environment, stdio: "inherit" })
  if (!existsSync(report)) return fail("The tests did not run to their end.")
  const { numPassedTests, numFailedTests, numFailedTestSuites } = JSON.parse(readFileSync(report, "utf8")) as Record<
    string,
    number
  >
  const failed = Math.max(numFailedTests ?? 0, ran.status === 0 ? 0 : Math.max(1, numFailedTestSuites ?? 0))
  process.stdout.write(`${numPassedTests ?? 0} passed, ${failed} failed\n`)
  return failed > 0 || (numPassedTests ?? 0) === 0 ? 1 : 0
}

/** Debian's Chromium; installed when we are root, else the line to run is printed. */
function chromium(): string {
  const candidates = [
    process.env["QUIRE_TEST_CHROMIUM"],
    "/usr/bin/chromium",
    "/usr/bin/chromium-browser",
    "/usr/bin/google-chrome",
  ]
  const found = candidates.find((path) => path !== undefined && existsSync(path))
  if (found !== undefined) return found
  if (process.getuid?.() === 0 && isCommand("apt-get")) {
    process.stdout.write("Installing Chromium for the browser tests.\n")
    const options = ["-o", "DPkg::Lock::Timeout=300"]
    execFileSync("apt-get", ["update", ...options], { stdio: "ignore" })
    execFileSync("apt-get", ["install", "-y", ...options, "--no-install-recommends", "chromium"], { stdio: "ignore" })
    if (existsSync("/usr/bin/chromium")) return "/usr/bin/chromium"
  }
  process.stdout.write(
    `The browser tests need Chromium. Run this, then again:\n  sudo sh -c '${CHROMIUM_LINE}'\n0 passed, 1 failed\n`,
  )
  process.exit(1)
}

function isCommand(name: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${name}`], { stdio: "ignore" }).status === 0
}

function fail(message: string): number {
  process.stdout.write(`${message}\n0 passed, 1 failed\n`)
  return 1
}
