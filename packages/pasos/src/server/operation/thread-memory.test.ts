import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const MB = 1024 * 1024

test("threads have nurseries of their own bounds, not of the main thread's", async () => {
  const churn = `
    let kept = []
    for (let at = 0; at < 3_000_000; at++) { kept.push({ at }); if (kept.length > 50_000) kept = [] }
    const { space_size } = require('node:v8').getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')
    require('node:worker_threads').parentPort.postMessage(space_size)
  `
  const probe = `
    import { Worker } from 'node:worker_threads'
    process.once('beforeExit', () => {
      const worker = new Worker(${JSON.stringify(churn)}, { eval: true, resourceLimits: { maxYoungGenerationSizeMb: 8 } })
      worker.on('message', bytes => process.send(bytes, () => process.disconnect()))
    })
  `
  const execArgv = ['--max-semi-space-size=12', '--import', `data:text/javascript,${encodeURIComponent(probe)}`]
  const command = fileURLToPath(new URL('../../../bin/pasos.mjs', import.meta.url))
  const [bytes] = await once(fork(command, ['--version'], { execArgv, env: {}, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }), 'message')
  expect(bytes).toBeLessThanOrEqual(8 * MB)
})
