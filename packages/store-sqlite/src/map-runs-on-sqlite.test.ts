import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openEngine } from '@pasos/engine'
import { expect, test } from 'vitest'
import { sqliteStore } from './open-sqlite-store.ts'

const place = 'arn:aws:states:us-east-1:123456789012'

test('distributed Maps leave a journal without damage, and their children are found in it again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pasos-map-runs-'))
  const open = () =>
    openEngine({
      ...{ store: sqliteStore({ folder: join(folder, 'data') }), connectors: [], accountId: '123456789012', region: 'us-east-1' },
      onFatal: error => {
        throw error
      },
    })
  try {
    const engine = await open()
    for (const type of ['STANDARD', 'EXPRESS']) {
      const processor = {
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: type },
        StartAt: 'P',
        States: { P: { Type: 'Pass', End: true } },
      }
      const definition = { StartAt: 'M', States: { M: { Type: 'Map', Label: type, ItemProcessor: processor, End: true } } }
      const executionArn = `${place}:execution:m:${type}`
      const machine = { stateMachineArn: `${place}:stateMachine:m`, stateMachineName: 'm', type: 'STANDARD' } as const
      const roleArn = 'arn:aws:iam::123456789012:role/r'
      await engine.runtime.start({
        ...{ ...machine, executionArn, name: type, roleArn, definition: JSON.stringify(definition) },
        input: JSON.stringify(Array.from({ length: 1_200 }, (_, index) => index)),
      })
      const output = (await engine.runtime.ended(executionArn))?.output
      expect(output).toBe(JSON.stringify(Array.from({ length: 1_200 }, (_, index) => index)))
    }
    await engine.close()
    const again = await open()
    expect(await again.verify()).toMatchObject({ executions: 2_402, damages: [] })
    const [express] = await again.index.mapRuns(`${place}:execution:m:EXPRESS`)
    expect(express?.executionCounts).toMatchObject({ succeeded: 1_200, total: 1_200 })
    const { records, cursor } = await again.index.list({ stateMachineArn: express!.mapRunArn, limit: 5 })
    expect(records.map(({ mapRun }) => mapRun?.first)).toEqual([1_199, 1_198, 1_197, 1_196, 1_195])
    expect(cursor).toBe('1195')
    expect((await again.index.describe(records[0]!.executionArn))?.output).toBe('1199')
    await again.close()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
