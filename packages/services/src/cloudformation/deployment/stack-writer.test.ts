import { fakeClock, memoryJournal, seededIds } from '@pasos/engine'
import { expect, test } from 'vitest'
import type { StackOperation, StackRecord } from '../records/stack-record.ts'
import { Superseded } from './interruption.ts'
import { stackWriter } from './stack-writer.ts'

const operation = (id: string): StackOperation => ({ id, kind: 'CREATE', phase: 'apply', onFailure: 'ROLLBACK' })
const stack: StackRecord = {
  ...{ stackId: 'arn', name: 's', accountId: '1', region: 'us-east-1', status: 'CREATE_IN_PROGRESS', created: 0 },
  caller: { accountId: '1', accessKeyId: '', arn: 'arn:aws:iam::1:root', userId: '1' },
  ...{ deployed: { templateBody: '{}', parameters: {}, tags: [] }, capabilities: [], notificationArns: [], outputs: [], imports: [] },
  ...{ disableRollback: false, terminationProtection: false, operation: operation('first') },
}

test('whether an operation still goes on is looked up without a write, and another one ends it', async () => {
  const { data } = memoryJournal()
  let commits = 0
  const counted = {
    get: data.get.bind(data),
    scan: data.scan.bind(data),
    commit: (writes: Parameters<typeof data.commit>[0]) => {
      commits++
      return data.commit(writes)
    },
  }
  const writer = stackWriter({ data: counted, clock: fakeClock(), ids: seededIds() })
  await writer.create(stack, 'key', async () => [])
  const before = commits
  await writer.confirm(stack)
  expect(commits).toBe(before)
  await writer.change('arn', current => ({ ...current, operation: operation('second') }))
  await expect(writer.confirm(stack)).rejects.toThrow(Superseded)
})
