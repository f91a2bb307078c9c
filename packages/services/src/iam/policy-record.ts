import type { IamTag } from './role-record.ts'

/** Kind `policy`, key: its ARN. Dates are epoch milliseconds, documents JSON text as it was sent. */
export interface PolicyRecord {
  policyName: string
  policyId: string
  path: string
  arn: string
  description?: string
  createDate: number
  updateDate: number
  defaultVersionId: string
  /** Number of the next version; numbers are never used again. */
  nextVersion: number
  versions: PolicyVersionRecord[]
  tags: IamTag[]
}

export interface PolicyVersionRecord {
  versionId: string
  document: string
  createDate: number
}
