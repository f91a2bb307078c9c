import { randomBytes } from 'node:crypto'
import { type Catalog, type Clock, type DataStore, entriesOf, type Ids } from '@pasos/engine'
import type { Caller, KnownCredential } from '@pasos/wire'
import { assumedRoleArn } from '../iam/iam-arn.ts'
import { iamId } from '../iam/iam-ids.ts'
import { findRoleByArn } from '../iam/role-record.ts'
import { type AccessKeyRecord, findUser } from '../iam/users/user-record.ts'

/** In the data store, by access key id, so that a session survives a restart and keeps its narrow rights. */
export interface TemporaryCredential {
  accessKeyId: string
  secretAccessKey: string
  sessionToken: string
  /** Epoch milliseconds. */
  expiresAt: number
  /** Likewise; those of an earlier version do not know it. */
  issuedAt?: number
  caller: Omit<Caller, 'accessKeyId'>
  /** Policies that narrow what the role may do, as JSON text. */
  sessionPolicies: string[]
  sessionTags: { Key: string; Value: string }[]
  /** Those of the tags that go on to sessions of other roles. */
  transitiveTagKeys?: string[]
  sourceIdentity?: string
  /** Of whom an identity provider vouched for: what policies see of it. */
  conditionKeys?: Record<string, string>
  /** Of a federated user: the user whose policies count, or the account's root, who may everything. */
  onBehalfOf?: { arn: string; id: string } | 'root'
}

/** What a session is given. */
type NewSession = Omit<TemporaryCredential, 'accessKeyId' | 'secretAccessKey' | 'sessionToken' | 'expiresAt' | 'issuedAt'>

export interface CredentialStore {
  /** Takes up the sessions of a former run of the server. Until then they are not known. */
  load(): Promise<void>
  issue(session: NewSession, durationSeconds: number): Promise<TemporaryCredential>
  /** The variables with which code that runs under a role calls the API; one session per role and name, gone with the server. */
  forProcess(roleArn: string, sessionName: string): Record<string, string>
  /** One of those of processes, as a header can hold it, for another node of a cluster: it is nowhere but here. */
  ownOf(accessKeyId: string): string | undefined
  /** Takes what `ownOf` of another node has answered. */
  adopt(credential: string): void
  session(accessKeyId: string): TemporaryCredential | undefined
  /** What the dispatcher asks; expired ones are found too, and refused there. */
  find(accessKeyId: string): KnownCredential | undefined
}

const space = 'sts.session'
/** As long as a server may run: its processes are not told of new ones. */
const processSeconds = 10 * 365 * 24 * 3600
const sweepIntervalMs = 60_000
/** An expired credential is known for this long, so that its user is told why. */
const afterlifeMs = 24 * 3600_000

interface CredentialPorts {
  catalog: Catalog
  data: DataStore
  clock: Clock
  ids: Ids
}

/** Every request asks for its credential, so all that live are in memory too. */
export function createCredentialStore({ catalog, data, clock, ids }: CredentialPorts): CredentialStore {
  let sweptAt = clock.now()
  const sessions = new Map<string, TemporaryCredential>()

  const ofProcesses = new Map<string, TemporaryCredential>()
  const processKeys = new Map<string, TemporaryCredential>()

  const session = (accessKeyId: string) => processKeys.get(accessKeyId) ?? sessions.get(accessKeyId)

  function newCredential(session: NewSession, durationSeconds: number): TemporaryCredential {
    return {
      ...session,
      accessKeyId: iamId('ASIA', ids),
      secretAccessKey: randomBytes(30).toString('base64'),
      sessionToken: randomBytes(96).toString('base64'),
      ...{ issuedAt: clock.now(), expiresAt: clock.now() + durationSeconds * 1000 },
    }
  }

  async function sweep(): Promise<void> {
    const now = clock.now()
    if (now < sweptAt + sweepIntervalMs) return
    sweptAt = now
    const dead = [...sessions.values()].filter(({ expiresAt }) => expiresAt + afterlifeMs < now)
    for (const { accessKeyId } of dead) sessions.delete(accessKeyId)
    await data.commit(dead.map(({ accessKeyId }) => ({ space, key: accessKeyId, value: undefined })))
  }

  return {
    async load() {
      for await (const { key, value } of entriesOf(data, space)) sessions.set(key, JSON.parse(String(value)) as TemporaryCredential)
    },
    async issue(session, durationSeconds) {
      const credential = newCredential(session, durationSeconds)
      await sweep()
      await data.commit([{ space, key: credential.accessKeyId, value: JSON.stringify(credential) }])
      sessions.set(credential.accessKeyId, credential)
      return credential
    },
    forProcess(roleArn, sessionName) {
      const key = `${roleArn} ${sessionName}`
      let credential = ofProcesses.get(key)
      if (!credential) {
        const role = findRoleByArn(catalog, roleArn)
        const accountId = role?.accountId ?? roleArn.split(':')[4] ?? ''
        const arn = assumedRoleArn(roleArn, { accountId, roleName: role?.roleName ?? roleArn.split('/').at(-1) ?? '' }, sessionName)
        const caller = { accountId, arn, userId: `${role?.roleId ?? 'AROA'}:${sessionName}` }
        credential = newCredential({ caller, sessionPolicies: [], sessionTags: [] }, processSeconds)
        ofProcesses.set(key, credential)
        processKeys.set(credential.accessKeyId, credential)
      }
      const { accessKeyId, secretAccessKey, sessionToken } = credential
      return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_SESSION_TOKEN: sessionToken }
    },
    ownOf(accessKeyId) {
      const credential = processKeys.get(accessKeyId)
      return credential && Buffer.from(JSON.stringify(credential)).toString('base64')
    },
    adopt(text) {
      const credential = JSON.parse(Buffer.from(text, 'base64').toString()) as TemporaryCredential
      processKeys.set(credential.accessKeyId, credential)
    },
    session,
    find: accessKeyId => session(accessKeyId) ?? keyOfUser(catalog, accessKeyId),
  }
}

/** The key of a user. One that is not active is known all the same, or it would be taken for nobody's, and is past its time. */
function keyOfUser(catalog: Catalog, accessKeyId: string): KnownCredential | undefined {
  const key = catalog.get<AccessKeyRecord>('accessKey', accessKeyId)
  const user = key && findUser(catalog, key.accountId, key.userName)
  if (key === undefined || user === undefined) return undefined
  const caller = { accountId: key.accountId, arn: user.arn, userId: user.userId }
  return { secretAccessKey: key.secretAccessKey, caller, ...(key.isActive ? {} : { expiresAt: 0 }) }
}
