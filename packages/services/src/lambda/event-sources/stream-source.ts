import type { Authorizer } from '@pasos/engine'
import type { DynamoDbDependencies } from '../../dynamodb/dependencies.ts'
import { newestPlace, recordsAfter, tableOfStream } from '../../dynamodb/streams/stream-reader.ts'
import { accessTable } from '../../dynamodb/tables/table-key.ts'
import { roleCaller } from '../../kms/role-caller.ts'

/** A stream of a table here, read as a role. */
export interface StreamSource {
  /** Where records that come from now on begin. */
  newest(streamArn: string): Promise<string>
  /** @throws Error when the stream is gone or the role may not read it */
  read(streamArn: string, from: string, limit: number, roleArn: string): Promise<{ texts: string[]; next: string }>
  /** Resolves when there are new records, or the signal is aborted. */
  changed(streamArn: string, signal: AbortSignal): Promise<void>
}

/**
 * What AWS asks of the function's role, all for this stream: AWS's own example has ListStreams there, too.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/iam-policy-example-lamda-process-dynamodb-streams.html
 */
const actions = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams']

export function streamSource(
  tables: () => Promise<DynamoDbDependencies> | undefined,
  authorizer: Pick<Authorizer, 'authorize'>,
): StreamSource {
  async function opened(streamArn: string) {
    const deps = await tables()
    if (!deps) throw new Error('The service dynamodb is not served here.')
    return { deps, table: tableOfStream(deps, streamArn) }
  }

  return {
    async newest(streamArn) {
      const { deps, table } = await opened(streamArn)
      return newestPlace(deps, table)
    },
    async read(streamArn, from, limit, principalArn) {
      const { deps, table } = await opened(streamArn)
      for (const action of actions) {
        const decision = authorizer.authorize({ principalArn, action: `dynamodb:${action}`, resource: streamArn })
        if (!decision.allowed) throw new Error(decision.message)
      }
      const [, , , region = '', accountId = ''] = streamArn.split(':')
      await accessTable(deps, table, roleCaller(deps, principalArn, { service: 'dynamodb', operation: 'GetRecords', accountId, region }))
      return recordsAfter(deps, table, from, limit)
    },
    async changed(streamArn, signal) {
      const { deps, table } = await opened(streamArn)
      await deps.items.streams.next(table, signal)
    },
  }
}
