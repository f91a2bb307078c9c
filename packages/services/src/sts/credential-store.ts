import { randomBytes } from 'node:crypto'
import type { Catalog, Clock, Ids } from '@pasos/engine'
import type { Caller, KnownCredential } from '@pasos/wire'
import { iamId } from '../iam/iam-ids.ts'

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
  session(accessKeyId: string): TemporaryCredential | undefined
  /** What the dispatcher asks; expired ones are found too, and refused there. */
  find(accessKeyId: string): KnownCredential | undefined
}

const kind = 'temporaryCredential'
const sweepIntervalMs = 60_000
/** An expired credential is known for this long, so that its user is told why. */
const afterlifeMs = 24 * 3600_000

export function createCredentialStore({ catalog, clock, ids }: { catalog: Catalog; clock: Clock; ids: Ids }): CredentialStore {
  let sweptAt = clock.now()

  const session = (accessKeyId: string) => catalog.get<TemporaryCredential>(kind, accessKeyId)

  async function sweep(): Promise<void> {
    const now = clock.now()
    if (now < sweptAt + sweepIntervalMs) return
    sweptAt = now
    const dead = catalog.list<TemporaryCredential>(kind).filter(({ expiresAt }) => expiresAt + afterlifeMs < now)
    await Promise.all(dead.map(({ accessKeyId }) => catalog.update(kind, accessKeyId, () => ({ next: undefined, result: undefined }))))
  }

  return {
    async issue(session, durationSeconds) {
      const credential: TemporaryCredential = {
        ...session,
        accessKeyId: iamId('ASIA', ids),
        secretAccessKey: randomBytes(30).toString('base64'),
        sessionToken: randomBytes(96).toString('base64'),
        expiresAt: clock.now() + durationSeconds * 1000,
      }
      await sweep()
      await catalog.update<TemporaryCredential, void>(kind, credential.accessKeyId, () => ({ next: credential, result: undefined }))
      return credential
    },
    session,
    find: accessKeyId => session(accessKeyId),
  }
}
