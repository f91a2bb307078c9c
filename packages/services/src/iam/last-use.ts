import type { Catalog, Clock } from '@pasos/engine'
import type { Caller } from '@pasos/wire'
import { findRoleByArn } from './role-record.ts'

/** When and for what something was used last. Kinds `accessKeyUse`, key: its id, and `roleUse`, key: the role's unique id. */
export interface LastUse {
  date: number
  service: string
  region: string
}

/** Tells of uses, of which those count that IAM is asked for. */
export interface UseNotes {
  /** A call with a user's key, or by a session of a role. */
  call(caller: Pick<Caller, 'accessKeyId' | 'arn'>, service: string, region: string): void
  /** A call that a service makes as a role, e.g. for a task. */
  role(roleArn: string, service: string, region: string): void
}

/** AWS tells it within a few hours; a minute costs one write a minute for each key or role that is in use. */
const writeAfterMs = 60_000

export function keyUse(catalog: Catalog, accessKeyId: string): LastUse | undefined {
  return catalog.get<LastUse>('accessKeyUse', accessKeyId)
}

export function roleUse(catalog: Catalog, roleId: string): LastUse | undefined {
  return catalog.get<LastUse>('roleUse', roleId)
}

/** Notes uses of keys that IAM gave out, as `AKIA…` are, and of roles that there are; of others it keeps nothing. */
export function createUseNotes({
  catalog,
  clock,
  logger,
}: {
  catalog: Catalog
  clock: Clock
  logger: { error(message: string, details: Record<string, unknown>): void }
}): UseNotes {
  const underWay = new Set<string>()
  /** Where nothing can be written now, as while no node is the home, neither each call tries nor each call says so. */
  let quietUntil = 0

  function note(kind: 'accessKeyUse' | 'roleUse', key: string, service: string, region: string): void {
    const date = clock.now()
    if (date < quietUntil || underWay.has(key)) return
    const before = catalog.get<LastUse>(kind, key)
    // Of a role that many services use the last minute's first one is told: otherwise each call would be a write.
    const isSame = kind === 'roleUse' || (before?.service === service && before.region === region)
    if (before !== undefined && isSame && date < before.date + writeAfterMs) return
    underWay.add(key)
    catalog
      .update<LastUse, void>(kind, key, () => ({ next: { date, service, region }, result: undefined }))
      .catch(error => {
        const isFirst = clock.now() >= quietUntil
        quietUntil = clock.now() + writeAfterMs
        if (isFirst) logger.error('a last use was not kept', { error })
      })
      .finally(() => underWay.delete(key))
  }

  function role(roleArn: string, service: string, region: string): void {
    const found = findRoleByArn(catalog, roleArn)
    if (found !== undefined) note('roleUse', found.roleId, service, region)
  }

  return {
    role,
    call({ accessKeyId, arn }, service, region) {
      if (accessKeyId.startsWith('AKIA')) {
        if (catalog.get('accessKey', accessKeyId) !== undefined) note('accessKeyUse', accessKeyId, service, region)
      } else role(arn, service, region)
    },
  }
}
