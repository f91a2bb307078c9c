import type { Catalog, Clock } from '@pasos/engine'

/** When and for what an access key of a user was used last. Kind `accessKeyUse`, key: its id. */
export interface KeyUse {
  date: number
  service: string
  region: string
}

/** AWS tells it within a few hours; a minute costs one write a minute for each key that is in use. */
const writeAfterMs = 60_000

export function keyUse(catalog: Catalog, accessKeyId: string): KeyUse | undefined {
  return catalog.get<KeyUse>('accessKeyUse', accessKeyId)
}

/** Notes uses of keys that IAM gave out, as `AKIA…` are; of others it keeps nothing. */
export function createKeyUsage({
  catalog,
  clock,
  logger,
}: {
  catalog: Catalog
  clock: Clock
  logger: { error(message: string, details: Record<string, unknown>): void }
}): (accessKeyId: string, service: string, region: string) => void {
  return (accessKeyId, service, region) => {
    if (!accessKeyId.startsWith('AKIA') || catalog.get('accessKey', accessKeyId) === undefined) return
    const date = clock.now()
    const before = keyUse(catalog, accessKeyId)
    if (before !== undefined && before.service === service && before.region === region && date < before.date + writeAfterMs) return
    catalog
      .update<KeyUse, void>('accessKeyUse', accessKeyId, () => ({ next: { date, service, region }, result: undefined }))
      .catch(error => logger.error('the use of a key was not kept', { error }))
  }
}
