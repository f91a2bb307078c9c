import type { Catalog } from '@pasos/engine'
import type { iam } from '@pasos/wire'
import { date, roleSummary } from './answers.ts'
import { noSuchInstanceProfile } from './errors.ts'
import { findRole, type IamTag } from './role-record.ts'

/** Kind `instanceProfile`. `createDate` is epoch milliseconds. */
export interface InstanceProfileRecord {
  accountId: string
  instanceProfileName: string
  instanceProfileId: string
  path: string
  arn: string
  createDate: number
  /** One at most. */
  roleNames: string[]
  tags: IamTag[]
}

export function instanceProfileKey(accountId: string, name: string): string {
  return `${accountId}/${name.toLowerCase()}`
}

export function listProfileRecords(catalog: Catalog, accountId: string): InstanceProfileRecord[] {
  return catalog.list<InstanceProfileRecord>('instanceProfile', `${accountId}/`)
}

export function profilesWithRole(catalog: Catalog, accountId: string, roleName: string): InstanceProfileRecord[] {
  return listProfileRecords(catalog, accountId).filter(({ roleNames }) => roleNames.includes(roleName))
}

/** Changes members of an instance profile that exists, as one. @throws ApiError NoSuchEntity, and what `change` throws */
export function changeProfile(
  catalog: Catalog,
  accountId: string,
  name: string,
  change: (profile: InstanceProfileRecord) => Partial<InstanceProfileRecord>,
): Promise<InstanceProfileRecord> {
  return catalog.update<InstanceProfileRecord, InstanceProfileRecord>('instanceProfile', instanceProfileKey(accountId, name), profile => {
    if (profile === undefined) throw noSuchInstanceProfile(name)
    const next = { ...profile, ...change(profile) }
    return { next, result: next }
  })
}

export function profileAnswer(catalog: Catalog, profile: InstanceProfileRecord): iam.InstanceProfile {
  return {
    Path: profile.path,
    InstanceProfileName: profile.instanceProfileName,
    InstanceProfileId: profile.instanceProfileId,
    Arn: profile.arn,
    CreateDate: date(profile.createDate),
    Roles: profile.roleNames.flatMap(name => findRole(catalog, profile.accountId, name) ?? []).map(roleSummary),
    ...(profile.tags.length === 0 ? {} : { Tags: profile.tags }),
  }
}
