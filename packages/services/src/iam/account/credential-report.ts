import type { Catalog } from '@pasos/engine'
import { ApiError, type iam, type Operation } from '@pasos/wire'
import { date } from '../answers.ts'
import type { IamDependencies } from '../dependencies.ts'
import { iamArn } from '../iam-arn.ts'
import { keyUse } from '../last-use.ts'
import { type AccessKeyRecord, keysOf, listUserRecords, type UserRecord } from '../users/user-record.ts'

/** Kind `credentialReport`, key: the account. */
interface CredentialReport {
  csv: string
  /** Epoch milliseconds. */
  generatedAt: number
}

/** AWS: "a report … as often as once every four hours"; an older one is made anew. */
const freshMs = 4 * 3600_000

const columns = [
  ...['user', 'arn', 'user_creation_time', 'password_enabled', 'password_last_used', 'password_last_changed', 'password_next_rotation'],
  'mfa_active',
  ...[1, 2].flatMap(n => [
    ...[`access_key_${n}_active`, `access_key_${n}_last_rotated`, `access_key_${n}_last_used_date`],
    ...[`access_key_${n}_last_used_region`, `access_key_${n}_last_used_service`],
  ]),
  ...['cert_1_active', 'cert_1_last_rotated', 'cert_2_active', 'cert_2_last_rotated'],
]

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html */
export function credentialReportOperations({ catalog, clock }: IamDependencies): Record<string, Operation> {
  const isFresh = (report: CredentialReport) => clock.now() < report.generatedAt + freshMs
  const generate: Operation<object, iam.GenerateCredentialReportResponse> = async (_input, context) => {
    const { accountId } = context
    const before = catalog.get<CredentialReport>('credentialReport', accountId)
    if (before !== undefined && isFresh(before)) return { State: 'COMPLETE' }
    const next = { csv: reportOf(catalog, accountId, iamArn(context, 'root')), generatedAt: clock.now() }
    await catalog.update<CredentialReport, void>('credentialReport', accountId, () => ({ next, result: undefined }))
    // AWS: whoever asks for a report waits for it, and asks again.
    return { State: 'STARTED', Description: 'No report exists. Starting a new report generation task' }
  }
  const get: Operation<object, iam.GetCredentialReportResponse> = (_input, { accountId }) => {
    const report = catalog.get<CredentialReport>('credentialReport', accountId)
    if (report === undefined)
      throw new ApiError('CredentialReportNotPresentException', 'There is no credential report. Generate one first.')
    if (!isFresh(report)) {
      throw new ApiError('CredentialReportExpiredException', 'The credential report is older than four hours. Generate a new one.')
    }
    return { Content: Buffer.from(report.csv), ReportFormat: 'text/csv', GeneratedTime: date(report.generatedAt) }
  }
  return { GenerateCredentialReport: generate, GetCredentialReport: get }
}

function reportOf(catalog: Catalog, accountId: string, rootArn: string): string {
  const users = listUserRecords(catalog, accountId).map(user => rowOf(catalog, user))
  // The root has no password here, and its key is the server's own, which IAM does not know.
  const root = columns.map((column, at) => ['<root_account>', rootArn][at] ?? (column === 'mfa_active' ? 'false' : 'not_supported'))
  return [columns, root, ...users].map(row => row.map(cell).join(',')).join('\n')
}

/** RFC 4180: names of users may have commas, which must not move what stands behind them. */
function cell(text: string): string {
  return text.includes(',') ? `"${text}"` : text
}

function rowOf(catalog: Catalog, user: UserRecord): string[] {
  const keys = keysOf(catalog, user).sort((a, b) => a.createDate - b.createDate)
  return [
    ...[user.userName, user.arn, instant(user.createDate), 'false', 'N/A', 'N/A', 'N/A', 'false'],
    ...[keys[0], keys[1]].flatMap(key => keyCells(catalog, key)),
    ...['false', 'N/A', 'false', 'N/A'],
  ]
}

function keyCells(catalog: Catalog, key: AccessKeyRecord | undefined): string[] {
  if (key === undefined) return ['false', 'N/A', 'N/A', 'N/A', 'N/A']
  const use = keyUse(catalog, key.accessKeyId)
  const used = use === undefined ? ['N/A', 'N/A', 'N/A'] : [instant(use.date), use.region, use.service]
  return [String(key.isActive), instant(key.createDate), ...used]
}

function instant(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}+00:00`
}
