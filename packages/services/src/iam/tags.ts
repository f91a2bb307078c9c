import { limitExceeded } from './errors.ts'
import type { IamTag } from './role-record.ts'

/** Adds tags or gives them new values; keys differ in more than case. @throws ApiError LimitExceeded */
export function mergeTags(present: readonly IamTag[], added: readonly IamTag[], quota: string): IamTag[] {
  const replaced = new Set(added.map(({ Key }) => Key.toLowerCase()))
  const merged = [...present.filter(({ Key }) => !replaced.has(Key.toLowerCase())), ...added]
  if (merged.length > 50) throw limitExceeded(`Cannot exceed quota for ${quota}: 50`)
  return merged
}

export function withoutTags(present: readonly IamTag[], keys: readonly string[] | undefined): IamTag[] {
  const removed = new Set((keys ?? []).map(key => key.toLowerCase()))
  return present.filter(({ Key }) => !removed.has(Key.toLowerCase()))
}
