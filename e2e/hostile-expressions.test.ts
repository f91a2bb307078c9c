import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
  TestStateCommand,
} from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { heldUpMs } from './held-up.ts'
import { createRole, type RunningServer, startServer, temporaryFolder } from './running-server.ts'

const temporary = temporaryFolder('hostile-expressions')
let server: RunningServer
let client: SFNClient
let roleArn: string
beforeAll(async () => {
  server = await startServer({ folder: temporary.folder })
  client = new SFNClient({
    ...{ endpoint: server.url, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' }, disableHostPrefix: true },
  })
  roleArn = await createRole(server.url, 'machine', 'states.amazonaws.com')
})
afterAll(async () => {
  await server.stop()
  temporary.remove()
})

const endless = '{% ($f := function($x) { $f($x) }; $f(1)) %}'
const state = { Type: 'Pass', QueryLanguage: 'JSONata', Output: endless, End: true }
const scan = { Type: 'Pass', Parameters: { 'x.$': '$[?(@ == $.sum())]' }, End: true }

// One thread would be busy for some 0.2 s with each of these.
const PATIENCE_MS = 120

/**
 * Longest wait for an answer of the server while something is under way, but for what the machine did otherwise, while either end could have gone
 * on: the best of five, as not all that a busy machine does is known.
 */
async function longestWait(underway: () => Promise<unknown>): Promise<number> {
  const waits: number[] = []
  for (let round = 0; round < 5 && !waits.some(wait => wait < PATIENCE_MS); round++) {
    let isOver = false
    const work = underway().finally(() => (isOver = true))
    let longest = 0
    while (!isOver) {
      const [asked, heldUp] = [performance.now(), heldUpMs() + heldUpMs(server.process.pid!)]
      expect((await fetch(`${server.url}/_pasos/health`)).status).toBe(200)
      const wait = performance.now() - asked - (heldUpMs() + heldUpMs(server.process.pid!) - heldUp)
      longest = Math.max(longest, wait)
    }
    await work
    waits.push(longest)
  }
  return Math.min(...waits)
}

async function runsToFailure(stateMachineArn: string, input: string, error: string): Promise<void> {
  const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, input }))
  for (;;) {
    const described = await client.send(new DescribeExecutionCommand({ executionArn }))
    if (described.status === 'RUNNING') continue
    expect(described).toMatchObject({ status: 'FAILED', error })
    return
  }
}

test.each([
  ['JSONata', state, '{}', 'States.QueryEvaluationError'],
  ['JSONPath', scan, JSON.stringify(Array(40_000).fill(1)), 'States.Runtime'],
] as const)('the server answers others at once while a hostile expression of %s is computed', async (language, hostile, input, error) => {
  const definition = JSON.stringify({ StartAt: 'S', States: { S: hostile } })
  const { stateMachineArn } = await client.send(new CreateStateMachineCommand({ name: language, roleArn, definition }))
  await runsToFailure(stateMachineArn!, input, error)
  expect(await longestWait(() => runsToFailure(stateMachineArn!, input, error))).toBeLessThan(PATIENCE_MS)
})

test('the server answers others at once while TestState computes a hostile expression', async () => {
  const tested = () => client.send(new TestStateCommand({ definition: JSON.stringify(state), input: '{}', roleArn }))
  expect(await tested()).toMatchObject({ status: 'FAILED', error: 'States.QueryEvaluationError' })
  expect(await longestWait(tested)).toBeLessThan(PATIENCE_MS)
})
