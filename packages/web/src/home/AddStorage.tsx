import { Cylinder, GitBranch, HardDrive, X } from "lucide-react"
import { useEffect, useRef, useState } from "react"
import type { ProbeAnswer, StorageSummary } from "@quire/protocol"
import { api } from "../api/http.ts"
import { Icon } from "../ui/Icon.tsx"
import { Explanation } from "./Explanation.tsx"
import { ProbeReport } from "./ProbeReport.tsx"

interface Fields {
  readonly kind: "s3" | "local"
  readonly bucketUrl: string
  readonly region: string
  /** Who asks: the server's own identity, a profile of its `~/.aws`, a typed key, or nobody. */
  readonly identity: "server" | "profile" | "typed"
  readonly profile: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly anonymous: boolean
  readonly folder: string
}

const EMPTY: Fields = {
  kind: "s3",
  bucketUrl: "",
  region: "",
  identity: "server",
  profile: "",
  accessKeyId: "",
  secretAccessKey: "",
  sessionToken: "",
  anonymous: false,
  folder: "",
}

interface AddStorageProps {
  /** The storage to change; undefined adds one. */
  readonly changing?: StorageSummary | undefined
  readonly onClose: () => void
  readonly onAdded: (storage: StorageSummary) => void
}

/** The dialog that adds or changes a storage: left the form, right the checks, run when a field is left or Enter is pressed, never
 *  while somebody types: half a host name is somebody else's host. */
export function AddStorage({ changing, onClose, onAdded }: AddStorageProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const [fields, setFields] = useState<Fields>(EMPTY)
  const [probe, setProbe] = useState<ProbeAnswer>()
  const [message, setMessage] = useState("")
  const [isBusy, setBusy] = useState(false)
  const checked = useRef("")
  /** What a person has put in: it stays when what is kept comes later. */
  const given = useRef<Partial<Fields>>({})
  useEffect(() => {
    dialog.current?.showModal()
    dialog.current?.querySelector<HTMLInputElement>("#url")?.focus()
  }, [])
  useEffect(() => {
    if (changing === undefined) return
    void api<KeptForm>("GET", `/storages/${changing.id}/form`).then((answer) => {
      if (!answer.ok) return setMessage(`${answer.problem.title}. ${answer.problem.detail}`)
      setFields({ ...fieldsOf(answer.value), ...given.current })
    })
  }, [changing])
  // Closing the element, rather than removing it, gives the focus back to what opened it.
  const close = (): void => dialog.current?.close()

  const set = (part: Partial<Fields>): void => {
    given.current = { ...given.current, ...part }
    setFields((before) => ({ ...before, ...part }))
  }
  const isFilled = fields.kind === "s3" ? fields.bucketUrl.trim() !== "" : fields.folder.trim() !== ""
  const check = async (now: Fields, again = false): Promise<void> => {
    const key = JSON.stringify(now)
    if (!isFilled || (!again && key === checked.current)) return
    checked.current = key
    setBusy(true)
    setMessage("")
    const answer = await api<ProbeAnswer>("POST", "/storages/probe", bodyOf(now))
    setBusy(false)
    if (key !== checked.current) return
    if (answer.ok) setProbe(answer.value)
    else setMessage(`${answer.problem.detail} ${answer.problem.hint ?? ""}`)
  }
  const add = async (isReadOnly: boolean): Promise<void> => {
    setBusy(true)
    const [method, path] = changing === undefined ? ["POST", "/storages"] : ["PUT", `/storages/${changing.id}`]
    const name = changing === undefined ? {} : { name: changing.name }
    const answer = await api<StorageSummary>(method, path, { ...bodyOf(fields), ...name, isReadOnly })
    setBusy(false)
    if (answer.ok) onAdded(answer.value)
    else setMessage(`${answer.problem.title}. ${answer.problem.detail} ${answer.problem.hint ?? ""}`)
  }
  const isCurrent = checked.current === JSON.stringify(fields)
  const canAdd = probe?.ok === true && isCurrent
  const canReadOnly = probe?.canReadOnly === true && isCurrent
  return (
    <dialog
      ref={dialog}
      className="dialog"
      aria-labelledby="add-title"
      onClose={onClose}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && canAdd && !isBusy) void add(false)
      }}
    >
      <header>
        <h1 id="add-title">{changing === undefined ? "Add a storage" : `Change ${changing.name}`}</h1>
        <button type="button" className="icon-btn" aria-label="Close" onClick={close}>
          <Icon of={X} />
        </button>
      </header>
      <div className="dlg-b">
        <form
          className="dlg-l"
          aria-label="Storage"
          onSubmit={(event) => {
            event.preventDefault()
            void check(fields, true)
          }}
          onBlur={(event) => {
            if (event.target instanceof HTMLInputElement) void check(fields)
          }}
        >
          <Kinds kind={fields.kind} onKind={(kind) => set({ kind })} />
          {fields.kind === "local" ? (
            <Field
              id="folder"
              label="Folder"
              value={fields.folder}
              onChange={(folder) => set({ folder })}
              help="A folder on the server."
            />
          ) : (
            <>
              <Field
                id="url"
                label="Bucket URL"
                value={fields.bucketUrl}
                onChange={(bucketUrl) => set({ bucketUrl })}
                help="Any form works: s3://bucket/prefix, a bucket or endpoint URL."
              />
              <Field
                id="region"
                label="Region"
                value={fields.region}
                onChange={(region) => set({ region })}
                placeholder={`Automatic${probe?.region === undefined ? "" : `: ${probe.region}`}`}
              />
              <div className="field">
                <span className="lbl">Credentials</span>
                {fields.identity === "profile" ? (
                  <Field
                    id="profile"
                    label="Profile"
                    value={fields.profile}
                    onChange={(profile) => set({ profile })}
                    help="A profile of ~/.aws where this server runs."
                  />
                ) : null}
                {fields.identity === "typed" ? null : (
                  <Explanation report={isCurrent ? probe?.credentials : undefined} />
                )}
                {fields.identity === "typed" ? <Keys fields={fields} set={set} /> : null}
                <Identities identity={fields.identity} onIdentity={(identity) => set({ identity })} />
              </div>
            </>
          )}
          <button type="submit" className="vh">
            Check
          </button>
        </form>
        <div className="dlg-r" role="status" aria-label="Checks" aria-busy={isBusy}>
          {message === "" ? null : <p className="hint">{message}</p>}
          <ProbeReport
            probe={isCurrent ? probe : undefined}
            isBusy={isBusy}
            isS3={fields.kind === "s3"}
            onAgain={() => void check(fields, true)}
            onTypeKey={fields.identity === "typed" ? undefined : () => set({ identity: "typed" })}
            onRegion={(region) => {
              const next = { ...fields, region }
              setFields(next)
              void check(next, true)
            }}
          />
        </div>
      </div>
      <footer>
        <span className="t3 grow">
          {canAdd
            ? `Checked just now.${fields.kind === "s3" ? " Secrets stay on the server, encrypted." : ""}`
            : isBusy
              ? "Checking…"
              : `${isCurrent && probe?.error !== undefined ? `${probe.error.title}. ` : ""}Nothing is saved yet.`}
        </span>
        <button type="button" className="btn quiet" onClick={close}>
          Cancel
        </button>
        {canReadOnly && !canAdd ? (
          <button type="button" className="btn primary" disabled={isBusy} onClick={() => void add(true)}>
            Add read only
          </button>
        ) : (
          <button type="button" className="btn primary" disabled={!canAdd || isBusy} onClick={() => void add(false)}>
            {changing === undefined ? "Add storage" : "Save changes"}
          </button>
        )}
      </footer>
    </dialog>
  )
}

/** The form of a storage that is kept; its secret is not told, and is typed again. */
type KeptForm = Partial<Omit<Fields, "identity">> & { readonly identity?: string }

function fieldsOf(kept: KeptForm): Fields {
  const identity = kept.identity === "typed" ? "typed" : kept.profile === undefined ? "server" : "profile"
  const anonymous = kept.identity === "anonymous"
  return { ...EMPTY, ...kept, identity: anonymous ? "typed" : identity, anonymous }
}

function bodyOf(fields: Fields): object {
  const { kind, bucketUrl, region, identity, profile, anonymous, folder } = fields
  if (kind === "local") return { kind, folder }
  if (identity === "server") return { kind, bucketUrl, region }
  if (identity === "profile") return { kind, bucketUrl, region, profile }
  const { accessKeyId, secretAccessKey, sessionToken } = fields
  return { kind, bucketUrl, region, accessKeyId, secretAccessKey, sessionToken, anonymous }
}

const IDENTITIES = { server: "Use the server's own", profile: "Name a profile", typed: "Type a key instead" } as const

/** The other ways to be let in. */
function Identities({
  identity,
  onIdentity,
}: {
  identity: Fields["identity"]
  onIdentity: (identity: Fields["identity"]) => void
}) {
  const others = (["server", "typed", "profile"] as const).filter((other) => other !== identity)
  return (
    <div className="row">
      {others.map((other) => (
        <button key={other} type="button" className="link" onClick={() => onIdentity(other)}>
          {IDENTITIES[other]}
        </button>
      ))}
    </div>
  )
}

function Kinds({ kind, onKind }: { kind: Fields["kind"]; onKind: (kind: Fields["kind"]) => void }) {
  return (
    <fieldset>
      <legend className="vh">Kind</legend>
      <div className="kinds">
        <label>
          <input type="radio" name="kind" checked={kind === "local"} onChange={() => onKind("local")} />
          <Icon of={HardDrive} />
          <b>Folder</b>
          <small>On this server</small>
        </label>
        <label>
          <input type="radio" name="kind" checked={kind === "s3"} onChange={() => onKind("s3")} />
          <Icon of={Cylinder} />
          <b>S3 bucket</b>
          <small>AWS, R2, MinIO</small>
        </label>
        <label>
          <input type="radio" name="kind" disabled />
          <Icon of={GitBranch} />
          <b>Git</b>
          <small>Not yet</small>
        </label>
      </div>
    </fieldset>
  )
}

function Field({
  id,
  label,
  value,
  onChange,
  help,
  placeholder,
  type = "text",
}: {
  id: string
  label: string
  value: string
  onChange: (value: string) => void
  help?: string
  placeholder?: string
  type?: "text" | "password"
}) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="input">
        <input
          id={id}
          type={type}
          value={value}
          placeholder={placeholder}
          spellCheck={false}
          autoComplete="off"
          aria-describedby={help === undefined ? undefined : `${id}-help`}
          onChange={(event) => onChange(event.target.value)}
        />
      </div>
      {help === undefined ? null : (
        <p className="help" id={`${id}-help`}>
          {help}
        </p>
      )}
    </div>
  )
}

function Keys({ fields, set }: { fields: Fields; set: (part: Partial<Fields>) => void }) {
  return (
    <>
      <Field
        id="key"
        label="Access key id"
        value={fields.accessKeyId}
        onChange={(accessKeyId) => set({ accessKeyId })}
      />
      <Field
        id="secret"
        label="Secret access key"
        type="password"
        value={fields.secretAccessKey}
        onChange={(secretAccessKey) => set({ secretAccessKey })}
      />
      <Field
        id="session-token"
        label="Session token"
        type="password"
        value={fields.sessionToken}
        onChange={(sessionToken) => set({ sessionToken })}
        help="Only needed for temporary keys."
      />
      <label className="row">
        <input
          type="checkbox"
          checked={fields.anonymous}
          onChange={(event) => set({ anonymous: event.target.checked })}
        />
        Without credentials: a public bucket
      </label>
    </>
  )
}
