import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs"
import { createServer } from "node:http"
import type { Server } from "node:http"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

/** A package as a test writes it: files by path; `package.json` is made of name, version and `more`. */
export interface TestPackage {
  readonly name: string
  readonly version: string
  readonly more?: object
  readonly files: Readonly<Record<string, string>>
}

/** A registry of packages on this machine, as npm's answers. */
export class TestRegistry implements AsyncDisposable {
  /** What was asked for, in order. */
  readonly asked: string[] = []
  /** While set, answers wait for it. */
  gate: Promise<void> | undefined
  private readonly tarballs = new Map<string, Buffer>()
  private readonly manifests = new Map<string, Map<string, object>>()
  private readonly server: Server
  private port = 0

  private constructor() {
    this.server = createServer((request, response) => {
      const path = decodeURIComponent(request.url ?? "/")
      this.asked.push(path)
      void Promise.resolve(this.gate).then(() => {
        const body = this.tarballs.get(path) ?? this.packument(path.slice(1))
        response.writeHead(body === undefined ? 404 : 200, { "content-type": "application/json" })
        response.end(body ?? "{}")
      })
    })
  }

  static async start(packages: readonly TestPackage[]): Promise<TestRegistry> {
    const registry = new TestRegistry()
    await new Promise<void>((resolve) => registry.server.listen(0, "127.0.0.1", resolve))
    registry.port = (registry.server.address() as AddressInfo).port
    for (const found of packages) registry.add(found)
    return registry
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/`
  }

  add({ name, version, more = {}, files }: TestPackage): void {
    const folder = mkdtempSync(join(tmpdir(), "quire-package-"))
    const manifest = { name, version, ...more }
    const all = { ...files, "package.json": JSON.stringify(manifest) }
    for (const [path, text] of Object.entries(all)) {
      mkdirSync(dirname(join(folder, "package", path)), { recursive: true })
      writeFileSync(join(folder, "package", path), text)
    }
    execFileSync("tar", ["czf", "package.tgz", "package"], { cwd: folder })
    const tarball = readFileSync(join(folder, "package.tgz"))
    const path = `/${name}/-/${name.replace("/", "-")}-${version}.tgz`
    this.tarballs.set(path, tarball)
    const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`
    const versions = this.manifests.get(name) ?? new Map<string, object>()
    const dist = { tarball: `${this.url}${path.slice(1)}`, integrity }
    versions.set(version, { ...manifest, dist, hasInstallScript: "scripts" in more })
    this.manifests.set(name, versions)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.server.closeAllConnections()
    await new Promise((resolve) => this.server.close(resolve))
  }

  private packument(name: string): string | undefined {
    const versions = this.manifests.get(name)
    if (versions === undefined) return undefined
    const latest = [...versions.keys()].at(-1)
    return JSON.stringify({ name, "dist-tags": { latest }, versions: Object.fromEntries(versions) })
  }
}
