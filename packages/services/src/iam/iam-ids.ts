import type { Ids } from '@pasos/engine'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Prefixes of unique ids: roles, users, groups, managed policies, instance profiles, access keys, temporary credentials. */
export type IamIdPrefix = 'AROA' | 'AIDA' | 'AGPA' | 'ANPA' | 'AIPA' | 'AKIA' | 'ASIA'

/** A unique id as IAM makes them: 21 characters, 20 for access keys. */
export function iamId(prefix: IamIdPrefix, ids: Ids): string {
  const length = prefix === 'ASIA' || prefix === 'AKIA' ? 16 : 17
  return prefix + Array.from({ length }, () => letters[Math.floor(ids.random() * letters.length)]).join('')
}
