export { keyHint } from "./credentials/credentials.ts"
export type { Credentials, CredentialsError, FoundCredentials } from "./credentials/credentials.ts"
export { callerIdentity, hasIdentityService } from "./credentials/identity.ts"
export { credentialsProvider } from "./credentials/provider.ts"
export type { CredentialsProvider } from "./credentials/provider.ts"
export { CredentialSources } from "./credentials/resolve.ts"
export type { Identity, ResolvedCredentials, SourceExplanation } from "./credentials/resolve.ts"
export { Secret } from "./credentials/secret.ts"
export { describeStorageError } from "./errors.ts"
export type { ErrorWords, StorageError } from "./errors.ts"
export { localStorage } from "./local/local.ts"
export { folderOf, nameOf, parseFilePath, parseFolderPath } from "./path.ts"
export type { FilePath, FolderPath, InvalidPath } from "./path.ts"
export { addressText, parseBucketAddress } from "./s3/address.ts"
export type { BucketAddress, InvalidAddress } from "./s3/address.ts"
export { s3Storage } from "./s3/s3.ts"
export { readAll } from "./storage.ts"
export type {
  AnyPath,
  ByteRange,
  Capabilities,
  Entry,
  FileBody,
  Page,
  ProbeReport,
  ProbeStep,
  Storage,
  StorageId,
  TransferOptions,
  Version,
} from "./storage.ts"
