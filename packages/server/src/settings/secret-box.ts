import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from "node:crypto"
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"

/** Encrypts what must not lie in clear (AES-256-GCM). The key comes from `QUIRE_SECRET_KEY`, else from a file that only
 *  this user can read. */
export class SecretBox {
  private readonly key: Buffer

  constructor(key: string | Buffer) {
    this.key = typeof key === "string" ? createHash("sha256").update(key).digest() : key
  }

  /** A key for another purpose, the same after every restart. */
  derive(purpose: string): Buffer {
    return createHmac("sha256", this.key).update(purpose).digest()
  }

  seal(text: string): string {
    const nonce = randomBytes(12)
    const cipher = createCipheriv("aes-256-gcm", this.key, nonce)
    const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()])
    return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64")
  }

  /** Undefined when the key is another one, or the text was changed. */
  open(sealed: string): string | undefined {
    const bytes = Buffer.from(sealed, "base64")
    try {
      const decipher = createDecipheriv("aes-256-gcm", this.key, bytes.subarray(0, 12))
      decipher.setAuthTag(bytes.subarray(12, 28))
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString("utf8")
    } catch {
      return undefined
    }
  }
}

/** The box of a data folder; its key file is made at the first start. */
export function openSecretBox(dataFolder: string, secretKey: string | undefined): SecretBox {
  if (secretKey !== undefined) return new SecretBox(secretKey)
  const file = join(dataFolder, "secret.key")
  // A full disk leaves an empty file: nothing was ever sealed with it.
  if (!existsSync(file) || statSync(file).size === 0)
    writeFileSync(file, randomBytes(32).toString("base64"), { mode: 0o600 })
  const key = Buffer.from(readFileSync(file, "utf8"), "base64")
  if (key.length !== 32)
    throw new Error("secret.key in it is damaged: restore it, or remove it and type the keys again")
  return new SecretBox(key)
}
