import { awsJson } from './aws-json.ts'

const call = awsJson({ service: 'kms', target: 'TrentService', version: '1.1' })

/** Times are epoch seconds. */
export interface Key {
  KeyId: string
  Arn: string
  Description?: string
  CreationDate: number
  KeyState: string
  KeyUsage: string
  KeySpec: string
  KeyManager: 'AWS' | 'CUSTOMER'
  DeletionDate?: number
}

export async function listKeys(): Promise<string[]> {
  const found: string[] = []
  let Marker: string | undefined
  do {
    const page: { Keys: { KeyId: string }[]; NextMarker?: string } = await call('ListKeys', { Limit: 1000, Marker })
    found.push(...page.Keys.map(key => key.KeyId))
    Marker = page.NextMarker
  } while (Marker)
  return found
}

/** A key, and the names it goes by. */
export async function describeKey(KeyId: string): Promise<{ key: Key; aliases: string[] }> {
  const [{ KeyMetadata }, { Aliases }] = await Promise.all([
    call<{ KeyMetadata: Key }>('DescribeKey', { KeyId }),
    call<{ Aliases: { AliasName: string }[] }>('ListAliases', { KeyId }),
  ])
  return { key: KeyMetadata, aliases: Aliases.map(each => each.AliasName) }
}

export const createKey = (Description: string) => call('CreateKey', { Description })

/** AWS's shortest. */
export const DELETION_DAYS = 7
export const deleteKey = (KeyId: string) => call('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: DELETION_DAYS })

export const KEY_VERBS = {
  disable: (KeyId: string) => call('DisableKey', { KeyId }),
  enable: (KeyId: string) => call('EnableKey', { KeyId }),
  cancel: (KeyId: string) => call('CancelKeyDeletion', { KeyId }),
}
export type KeyVerb = keyof typeof KEY_VERBS
