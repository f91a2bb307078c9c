import { expect, test } from 'vitest'
import { expressSpace } from './express-space.ts'
import { beginKept } from './kept-express.ts'
import { MACHINE, PASS, ROLE, testWorld } from './test-world.ts'

async function world() {
  const made = testWorld()
  await made.call('CreateStateMachine', { name: 'm', definition: PASS, roleArn: ROLE, type: 'EXPRESS' })
  const kept = async () =>
    (await made.deps.data.scan(expressSpace, { limit: 10 })).map(({ key, value }) => ({ key, ...JSON.parse(String(value)) }))
  const start = async (input: object = {}) =>
    (await made.call<{ executionArn: string }>('StartExecution', { stateMachineArn: MACHINE, ...input })).executionArn
  /** The next process, which knows nothing of what ran. */
  const begun: { message: string; executionArn: string }[] = []
  const nextLife = async (life: string) => {
    made.executions.records.clear()
    await beginKept(made.deps, (message, { executionArn }) => begun.push({ message, executionArn }), life)
  }
  return { ...made, kept, start, nextLife, told: begun }
}

test('an asynchronous Express execution is on disk when its start is answered, until it has ended', async () => {
  const { start, kept, executions } = await world()
  const executionArn = await start({ name: 'n', input: '{"a":1}' })
  expect(await kept()).toMatchObject([{ key: executionArn, runs: MACHINE, name: 'n', input: '{"a":1}', begun: 1 }])
  executions.end(executionArn, { status: 'FAILED' })
  await expect.poll(kept).toEqual([])
})

test('whoever waits for a synchronous one learns that it is gone, so it is not kept', async () => {
  const { call, kept, executions } = await world()
  const answer = call<{ status: string }>('StartSyncExecution', { stateMachineArn: MACHINE })
  await expect.poll(() => executions.records.size).toBe(1)
  expect(await kept()).toEqual([])
  executions.end([...executions.records.keys()][0]!, { status: 'SUCCEEDED' })
  expect((await answer).status).toBe('SUCCEEDED')
})

test('what a process has left is begun anew by the next, under its own ARN, and goes when it ends', async () => {
  const { start, kept, nextLife, executions } = await world()
  const executionArn = await start({ name: 'n', input: '{"a":1}', traceHeader: 'Root=1-5759e988-bd862e3fe1be46a994272793' })
  await nextLife('second')
  expect([...executions.records.values()]).toMatchObject([
    { executionArn, name: 'n', input: '{"a":1}', traceHeader: 'Root=1-5759e988-bd862e3fe1be46a994272793', type: 'EXPRESS' },
  ])
  expect(await kept()).toMatchObject([{ key: executionArn, begun: 2, life: 'second' }])
  executions.end(executionArn, { status: 'SUCCEEDED' })
  await expect.poll(kept).toEqual([])
})

test('what this process has started itself is not begun twice', async () => {
  const { start, deps, kept, executions } = await world()
  await start()
  await beginKept(deps, () => undefined)
  expect(executions.records.size).toBe(1)
  expect(await kept()).toMatchObject([{ begun: 1 }])
})

test('a version is what it runs again, whatever the machine has become, and by the alias that it was started through', async () => {
  const { call, start, nextLife, executions } = await world()
  const { stateMachineVersionArn } = await call<{ stateMachineVersionArn: string }>('PublishStateMachineVersion', {
    stateMachineArn: MACHINE,
  })
  const routingConfiguration = [{ stateMachineVersionArn, weight: 100 }]
  const { stateMachineAliasArn } = await call<{ stateMachineAliasArn: string }>('CreateStateMachineAlias', {
    name: 'live',
    routingConfiguration,
  })
  await start({ stateMachineArn: stateMachineAliasArn })
  await call('UpdateStateMachine', { stateMachineArn: MACHINE, definition: PASS.replaceAll('"P"', '"Q"') })
  await nextLife('second')
  expect([...executions.records.values()]).toMatchObject([{ stateMachineVersionArn, stateMachineAliasArn, definitionId: PASS }])
})

test('one over which three processes have ended is given up, and so is one whose machine is gone', async () => {
  const { call, start, kept, nextLife, told, executions } = await world()
  const executionArn = await start()
  await nextLife('second')
  await nextLife('third')
  expect(await kept()).toMatchObject([{ begun: 3 }])
  await nextLife('fourth')
  expect(executions.records.size).toBe(0)
  expect(await kept()).toEqual([])
  const other = await start()
  await call('DeleteStateMachine', { stateMachineArn: MACHINE })
  await nextLife('fifth')
  expect(await kept()).toEqual([])
  expect(told.map(each => each.executionArn)).toEqual([executionArn, other])
})
