import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { numberArgument } from './setup/command-line.ts'
import { type Connection, openConnection, type SigningKey } from './setup/http-client.ts'
import { drive } from './setup/load.ts'
import { passChain } from './setup/machines.ts'
import { publish, round } from './setup/results.ts'
import { type BenchServer, withServer } from './setup/server.ts'

/**
 * What it costs to verify signatures: the same calls against a server that trusts its owner and one that verifies, by turns, so that what
 * else the machine does meets both. Every call is answered 200, a wrong secret is refused, and the last execution has its output.
 */
const seconds = numberArgument('--seconds', 2)
const connections = numberArgument('--connections', 64)
const rounds = numberArgument('--rounds', 6)

await withServer(trusting => withServer(verifying => compare(trusting, verifying), ['--auth', 'verify']))

async function compare(trusting: BenchServer, verifying: BenchServer): Promise<void> {
  const root = JSON.parse(readFileSync(join(verifying.folder, 'root-key.json'), 'utf8')) as Omit<SigningKey, 'made'>
  const wrong = await openConnection(verifying.url, { ...root, secretAccessKey: 'wrong', made: new Map() })
  await assert.rejects(wrong.call('ListStateMachines', '{}'), /InvalidSignatureException/)
  wrong.close()
  const plain = await prepare(trusting)
  const signed = await prepare(verifying, { ...root, made: new Map() })
  const rates = { plain: [] as number[], signed: [] as number[] }
  for (let turn = 0; turn < rounds; turn++) {
    // Whoever comes second finds a warmer machine.
    const isPlainFirst = turn % 2 === 0
    if (isPlainFirst) rates.plain.push(await plain.startsPerSecond())
    rates.signed.push(await signed.startsPerSecond())
    if (!isPlainFirst) rates.plain.push(await plain.startsPerSecond())
  }
  await plain.close()
  await signed.close()
  const middle = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]!
  publish('verified', {
    connections,
    trustedStartsPerSecond: round(middle(rates.plain)),
    verifiedStartsPerSecond: round(middle(rates.signed)),
    ofTrusted: round(middle(rates.signed) / middle(rates.plain), 2),
  })
}

async function prepare({ url }: BenchServer, key?: SigningKey): Promise<{ startsPerSecond(): Promise<number>; close(): Promise<void> }> {
  const lanes = await Promise.all(Array.from({ length: connections }, () => openConnection(url, key)))
  const first = lanes[0]!
  const machine = passChain(1)
  const roleArn = 'arn:aws:iam::123456789012:role/EvenOrOddMachine'
  const created = await first.call('CreateStateMachine', JSON.stringify({ name: 'bench', roleArn, definition: machine.definition }))
  const { stateMachineArn } = JSON.parse(created) as { stateMachineArn: string }
  const body = JSON.stringify({ stateMachineArn, input: machine.input })
  let last = ''
  return {
    async startsPerSecond() {
      const free: Connection[] = [...lanes]
      const driven = await drive(connections, seconds, async () => {
        const connection = free.pop()!
        last = await connection.call('StartExecution', body)
        free.push(connection)
      })
      return driven.count / driven.seconds
    },
    async close() {
      const { executionArn } = JSON.parse(last) as { executionArn: string }
      const ended = JSON.parse(await first.call('DescribeExecution', JSON.stringify({ executionArn }))) as {
        status: string
        output: string
      }
      assert.deepEqual([ended.status, ended.output], ['SUCCEEDED', machine.output])
      for (const lane of lanes) lane.close()
    },
  }
}
