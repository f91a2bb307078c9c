import type { Catalog, DataStore } from '@pasos/engine'
import { isGone, type SecretRecord, secretKey, secretKind } from './records/secret-record.ts'
import { dropValues } from './records/secret-value.ts'

interface Ports {
  catalog: Catalog
  data: DataStore
}

/** The record first: a value that nothing names is lost to everybody, a record without values would be a lie. */
export async function purgeSecret(ports: Ports, { arn, name, accountId, region }: SecretRecord): Promise<void> {
  const versions = await ports.catalog.update<SecretRecord, SecretRecord['versions']>(
    secretKind,
    secretKey({ accountId, region }, name),
    current => (current?.arn === arn ? { next: undefined, result: current.versions } : { next: current, result: [] }),
  )
  if (versions.length > 0) await dropValues(ports, versions)
}

/** Those whose time of recovery is over. */
export async function purgeDeleted(ports: Ports, now: number): Promise<void> {
  for (const record of ports.catalog.list<SecretRecord>(secretKind)) if (isGone(record, now)) await purgeSecret(ports, record)
}
