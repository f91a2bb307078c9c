import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CreateStateMachineCommand, DescribeExecutionCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientOptions, eventually, pasos, type RunningServer, startServer, temporaryFolder } from './running-server.ts'

const account = '123456789012'
const roleArn = `arn:aws:iam::${account}:role/EvenOrOddMachine`
const example = `arn:aws:states:us-east-1:${account}:stateMachine:EvenOrOdd`

describe('a backup of a busy server', () => {
  const original = temporaryFolder('backup-original')
  const restored = temporaryFolder('backup-restored')
  const elsewhere = temporaryFolder('backup-file')
  const file = join(elsewhere.folder, 'backup.zip')
  let server: RunningServer
  const waiting: string[] = []

  beforeAll(async () => {
    server = await startServer({ folder: original.folder })
    const client = new SFNClient(clientOptions(server.url))
    const definition = JSON.stringify({
      StartAt: 'Pause',
      States: { Pause: { Type: 'Wait', Seconds: 5, Next: 'Say' }, Say: { Type: 'Pass', Result: 'after the pause', End: true } },
    })
    const { stateMachineArn } = await client.send(new CreateStateMachineCommand({ name: 'patient', roleArn, definition }))
    for (let index = 0; index < 20; index++) {
      const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, input: `{"index":${index}}` }))
      waiting.push(executionArn!)
    }
    let isBusy = true
    const busy = (async () => {
      while (isBusy) await client.send(new StartExecutionCommand({ stateMachineArn, input: '{}' }))
    })()
    const { code, stderr } = await pasos(['backup', file, '--endpoint', server.url])
    isBusy = false
    await busy
    expect(stderr).toBe('')
    expect(code).toBe(0)
    await server.stop('SIGKILL')
  })
  afterAll(async () => {
    await server.stop()
    for (const { remove } of [original, restored, elsewhere]) remove()
  })

  test('becomes a server whose executions finish and whose functions run', async () => {
    expect(await pasos(['restore', file, '--data', restored.folder])).toMatchObject({ code: 0 })
    const second = await startServer({ folder: restored.folder })
    try {
      const client = new SFNClient(clientOptions(second.url))
      for (const executionArn of waiting) {
        const output = await eventually('the end of an execution', async () => {
          const found = await client.send(new DescribeExecutionCommand({ executionArn }))
          return found.status === 'SUCCEEDED' ? found.output : undefined
        })
        expect(output).toBe('"after the pause"')
      }
      const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn: example }))
      await eventually('the end of the example', async () => {
        const { status } = await client.send(new DescribeExecutionCommand({ executionArn }))
        return status === 'SUCCEEDED' ? true : undefined
      })
    } finally {
      await second.stop()
    }
  })

  test('is not restored into a folder that holds something', async () => {
    const { code, stderr } = await pasos(['restore', file, '--data', original.folder], { LC_ALL: 'C' })
    expect(code).toBe(1)
    expect(stderr).toContain('is not empty')
  })

  test('that was cut off is refused', async () => {
    const half = join(elsewhere.folder, 'half.zip')
    const bytes = readFileSync(file)
    writeFileSync(half, bytes.subarray(0, bytes.length >> 1))
    const { code, stderr } = await pasos(['restore', half, '--data', join(elsewhere.folder, 'new')], { LC_ALL: 'C' })
    expect(code).toBe(1)
    expect(stderr).toContain('is not a whole backup')
  })
})

describe('a byte that flipped on disk', () => {
  const { folder, remove } = temporaryFolder('verify')
  afterAll(remove)

  test('is found and named, and the other executions are not suspected', async () => {
    const server = await startServer({ folder })
    const client = new SFNClient(clientOptions(server.url))
    const definition = JSON.stringify({
      StartAt: 'Pause',
      States: { Pause: { Type: 'Wait', Seconds: 1, Next: 'Say' }, Say: { Type: 'Pass', End: true } },
    })
    const { stateMachineArn } = await client.send(new CreateStateMachineCommand({ name: 'steps', roleArn, definition }))
    const arns: string[] = []
    for (let index = 0; index < 3; index++) {
      const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn, input: `{"mark":"unique-${index}"}` }))
      arns.push(executionArn!)
    }
    for (const executionArn of arns)
      await eventually('the end', async () =>
        (await client.send(new DescribeExecutionCommand({ executionArn }))).status === 'SUCCEEDED' ? true : undefined,
      )
    await server.stop()
    expect(await pasos(['verify', '--data', folder])).toMatchObject({ code: 0 })

    const journal = join(folder, 'journal.db')
    const bytes = readFileSync(journal)
    // Escaped, so in an event; SQLite fills a page from its end, so the first place is in the second turn.
    const place = bytes.indexOf('\\"unique-1')
    expect(place).toBeGreaterThan(0)
    bytes[place + 2]! ^= 1
    writeFileSync(journal, bytes)
    const { code, stdout } = await pasos(['verify', '--data', folder, '--json'])
    expect(code).toBe(1)
    const { damages } = JSON.parse(stdout) as { damages: { executionArn: string; eventId?: number }[] }
    // Events 1 and 2 are the first turn's.
    expect(damages).toMatchObject([{ executionArn: arns[1], eventId: 3 }])
  })
})
