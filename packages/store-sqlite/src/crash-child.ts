import { openEngine, type StartRequest, type TaskRunner } from '@pasos/engine'
import { sequence } from '@pasos/engine/sequence'
import { sqliteStore } from './open-sqlite-store.ts'

/** The process that the crash tests kill: `FOLDER` starts executions without end, `FOLDER poison` runs one that kills it. */
const [folder, mode] = process.argv.slice(2)

/** Tasks of `slow` never end here; the others do at once. */
const runner: TaskRunner = {
  claims: () => true,
  run({ task, resource, idempotencyToken }, report) {
    if (resource.endsWith(':slow')) process.send?.({ token: idempotencyToken })
    else report({ type: 'TaskSucceeded', task, output: task })
  },
}

const { runtime } = await openEngine({
  ...{ store: sqliteStore({ folder: folder! }), connectors: [runner], accountId: '123456789012', region: 'us-east-1' },
  // Asked in the middle of a turn: the way to die while the language works.
  refuseTask(resource) {
    if (resource.endsWith(':deadly')) process.kill(process.pid, 'SIGKILL')
    return undefined
  },
  onFatal: error => {
    throw error
  },
})

function startRequest(name: string, ...words: string[]): StartRequest {
  return {
    executionArn: `arn:aws:states:us-east-1:123456789012:execution:m:${name}`,
    ...{ name, stateMachineArn: 'machine', stateMachineName: 'm', roleArn: 'role', type: 'STANDARD', input: '{}' },
    definition: sequence(...words),
  }
}

if (mode === 'poison') await runtime.start(startRequest('poison', 'task:quick', 'task:deadly'))
else {
  for (let count = 0; ; count++) {
    const name = `e${process.pid}-${count}`
    await runtime.start(startRequest(name, count % 3 === 0 ? 'task:slow' : 'task:quick', 'pass', 'task:quick'))
    process.send?.({ started: name })
  }
}
