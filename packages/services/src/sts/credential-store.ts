import { randomBytes } from 'node:crypto'
import type { Catalog, Clock, Ids } from '@pasos/engine'
import type { Caller, KnownCredential } from '@pasos/wire'
import { iamId } from '../iam/iam-ids.ts'
import { findRoleByArn } from '../iam/role-record.ts'

/** Kind `temporaryCredential`, key: the access key id. On disk, so that a session survives a restart and keeps its narrow rights. */
export interface TemporaryCredential {
  accessKeyId: string
  secretAccessKey: string
  sessionToken: string
  /** Epoch milliseconds. */
  expiresAt: number
  caller: Omit<Caller, 'accessKeyId'>
  /** Policies that narrow what the role may do, as JSON text. */
  sessionPolicies: string[]
  sessionTags: { Key: string; Value: string }[]
}

export interface CredentialStore {
  issue(
    session: Pick<TemporaryCredential, 'caller' | 'sessionPolicies' | 'sessionTags'>,
    durationSeconds: number,
  ): Promise<TemporaryCredential>
  /** The variables with which code that runs under a role calls the API; one session per role and name, gone with the server. */
  forProcess(roleArn: string, sessionName: string): Record<string, string>
  session(accessKeyId: string): TemporaryCredential | undefined
  /** What the dispatcher asks; expired ones are found too, and refused there. */
  find(accessKeyId: string): KnownCredential | undefined
}

const kind = 'temporaryCredential'
/** As long as a server may run: its processes are not told of new ones. */
const processSeconds = 10 * 365 * 24 * 3600
const sweepIntervalMs = 60_000
/** An expired credential is known for this long, so that its user is told why. */
const afterlifeMs = 24 * 3600_000

export function createCredentialStore({ catalog, clock, ids }: { catalog: Catalog; clock: Clock; ids: Ids }): CredentialStore {
  let sweptAt = clock.now()

  const ofProcesses = new Map<string, TemporaryCredential>()
  const processKeys = new Map<string, TemporaryCredential>()

  const session = (accessKeyId: string) => processKeys.get(accessKeyId) ?? catalog.get<TemporaryCredential>(kind, accessKeyId)

  function newCredential(
    session: Pick<TemporaryCredential, 'caller' | 'sessionPolicies' | 'sessionTags'>,
    durationSeconds: number,
  ): TemporaryCredential {
    return {
      ...session,
      accessKeyId: iamId('ASIA', ids),
      secretAccessKey: randomBytes(30).toString('base64'),
      sessionToken: randomBytes(96).toString('base64'),
      expiresAt: clock.now() + durationSeconds * 1000,
    }
  }

  async function sweep(): Promise<void> {
    const now = clock.now()
    if (now < sweptAt + sweepIntervalMs) return
    sweptAt = now
    const dead = catalog.list<TemporaryCredential>(kind).filter(({ expiresAt }) => expiresAt + afterlifeMs < now)
    await Promise.all(dead.map(({ accessKeyId }) => catalog.update(kind, accessKeyId, () => ({ next: undefined, result: undefined }))))
  }

  return {
    async issue(session, durationSeconds) {
      const credential = newCredential(session, durationSeconds)
      await sweep()
      await catalog.update<TemporaryCredential, void>(kind, credential.accessKeyId, () => ({ next: credential, result: undefined }))
      return credential
    },
    forProcess(roleArn, sessionName) {
      const key = `${roleArn} ${sessionName}`
      let credential = ofProcesses.get(key)
      if (!credential) {
        const role = findRoleByArn(catalog, roleArn)
        const accountId = role?.accountId ?? roleArn.split(':')[4] ?? ''
        const arn = `arn:aws:sts::${accountId}:assumed-role/${role?.roleName ?? roleArn.split('/').at(-1)}/${sessionName}`
        const caller = { accountId, arn, userId: `${role?.roleId ?? 'AROA'}:${sessionName}` }
        credential = newCredential({ caller, sessionPolicies: [], sessionTags: [] }, processSeconds)
        ofProcesses.set(key, credential)
        processKeys.set(credential.accessKeyId, credential)
      }
      const { accessKeyId, secretAccessKey, sessionToken } = credential
      return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken }
    },
    session,
    find: accessKeyId => session(accessKeyId),
  }
}
