import { awsJson } from './aws-json.ts'
import { allPages } from './aws-pages.ts'

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

/** A key by what people know it by: its id alone tells nobody anything. */
export interface NamedKey {
  id: string
  /** Without the `alias/` that all of them begin with. */
  aliases: string[]
  description: string
}

export async function listKeys(): Promise<NamedKey[]> {
  const [keys, aliases] = await Promise.all([
    pages<{ KeyId: string }>('ListKeys', 'Keys'),
    pages<{ AliasName: string; TargetKeyId?: string }>('ListAliases', 'Aliases'),
  ])
  const names = Map.groupBy(aliases, alias => alias.TargetKeyId)
  return Promise.all(
    keys.map(async ({ KeyId }) => ({
      id: KeyId,
      aliases: (names.get(KeyId) ?? []).map(alias => alias.AliasName.replace(/^alias\//, '')),
      description: await descriptionOf(KeyId),
    })),
  )
}

const pages = <Row>(operation: string, member: string) =>
  allPages<Row>(async Marker => {
    const page = await call<Record<string, unknown>>(operation, { Limit: 100, Marker })
    return [page[member] as Row[], page['NextMarker'] as string | undefined]
  })

/** Each key is asked once a visit, for lists are read again and again; the key's own page shows what it says now. */
const descriptions = new Map<string, string>()

/** Empty, too, for a key whose policy lets nobody look at it, or that has gone since it was listed: the others are listed all the same. */
async function descriptionOf(KeyId: string): Promise<string> {
  const known = descriptions.get(KeyId)
  if (known !== undefined) return known
  const answer = await call<{ KeyMetadata: Key }>('DescribeKey', { KeyId }).catch(() => undefined)
  if (!answer) return ''
  const { Description = '' } = answer.KeyMetadata
  descriptions.set(KeyId, Description)
  return Description
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
