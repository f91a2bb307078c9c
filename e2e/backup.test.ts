import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
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

  test('is stored in S3 and restored from there, and what S3 says is one line', async () => {
    const key = { accessKeyId: account, secretAccessKey: 'secret' }
    const storage = temporaryFolder('backup-s3')
    const copy = join(elsewhere.folder, 'from-s3')
    const source = await startServer({ folder: restored.folder, args: ['--sandbox', 'any'] })
    const s3 = await startServer({ folder: storage.folder, args: ['--no-example', '--sandbox', 'any'] })
    const environment = { AWS_ACCESS_KEY_ID: key.accessKeyId, AWS_SECRET_ACCESS_KEY: key.secretAccessKey, LC_ALL: 'C' }
    const at = ['--s3-endpoint', s3.url]
    try {
      await new S3Client({ ...clientOptions(s3.url), credentials: key, forcePathStyle: true }).send(
        new CreateBucketCommand({ Bucket: 'copies' }),
      )
      const address = 's3://copies/a folder/ñ.zip'
      const stored = await pasos(['backup', address, '--endpoint', source.url, ...at], environment)
      expect(stored).toMatchObject({ code: 0, stderr: '' })
      expect(await pasos(['restore', address, '--data', copy, ...at], environment)).toMatchObject({ code: 0, stderr: '' })
      expect((await pasos(['verify', '--data', copy], environment)).stdout).toContain(' 0 damaged')
      for (const [bad, reason] of [
        ['s3://copies/nothing', 'The specified key does not exist.'],
        ['s3://no-such-bucket/x', 'The specified bucket does not exist'],
      ]) {
        const refused = await pasos(['restore', bad!, '--data', join(elsewhere.folder, 'none'), ...at], environment)
        expect(refused).toMatchObject({ code: 1, stderr: `${bad}: ${reason}\n` })
      }
    } finally {
      await source.stop()
      await s3.stop()
      storage.remove()
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
