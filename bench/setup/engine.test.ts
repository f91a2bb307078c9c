import type { TaskRunner } from '@pasos/engine'
import { describe, expect, it } from 'vitest'
import { withEngine } from './engine.ts'
import { countedLoop, passChain, taskChain, taskMap } from './machines.ts'

const failing: TaskRunner = {
  claims: () => true,
  run: ({ task }, report) => report({ type: 'TaskFailed', task, error: 'Broken', cause: 'on purpose' }),
}
const wrong: TaskRunner = {
  claims: () => true,
  run: ({ task }, report) => report({ type: 'TaskSucceeded', task, output: { n: 8 } }),
}

describe('withEngine', () => {
  it('runs every machine of the benches to the output that it names', async () => {
    await withEngine(async ({ run }) => {
      for (const machine of [taskChain(3), passChain(1), passChain(10), taskMap(5), countedLoop(4)]) await run(machine)
    })
  })

  it('refuses to measure tasks that fail', async () => {
    await expect(withEngine(({ run }) => run(taskChain(2)), {}, failing)).rejects.toThrow(/one ended FAILED: Broken on purpose/)
  })

  it('refuses to measure tasks that answer something else', async () => {
    await expect(withEngine(({ run }) => run(taskMap(2)), {}, wrong)).rejects.toThrow(/one ended SUCCEEDED: \[\{"n":8\},\{"n":8\}\]/)
  })
})
