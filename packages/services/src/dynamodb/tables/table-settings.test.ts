import { expect, it } from 'vitest'
import { lambdaWorld } from '../../lambda/testing/lambda-world.ts'
import { refusal } from '../../lambda/testing/refusal.ts'

it('the operations of backups have a name of their own for a table that is not there', async () => {
  const world = await lambdaWorld()
  const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true }
  for (const [operation, input] of [
    ['DescribeContinuousBackups', {}] as const,
    ['UpdateContinuousBackups', { PointInTimeRecoverySpecification }] as const,
  ]) {
    const refused = refusal(world.call('dynamodb', operation, { TableName: 'none', ...input }))
    expect(await refused).toBe('TableNotFoundException: Table not found: none')
  }
})
