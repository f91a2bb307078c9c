import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { jsonata } from './setup/attack-machines.ts'
import { openConnection } from './setup/http-client.ts'
import { forgetPeak, memoryOf } from './setup/process-memory.ts'
import { percentile, publish, round } from './setup/results.ts'
import { withServer } from './setup/server.ts'
import { startTraffic } from './setup/traffic.ts'

/**
 * Twenty connections send 70 MB each at the same time, in six ways, while ordinary executions come in: how far the memory of the server
 * rises, and what the ordinary ones notice. Every connection must get the answer that belongs to it, and the server must be well at the
 * end. Linux only, whose kernel keeps the peak of a process's memory.
 */
interface Way {
  name: string
  head: string
  isChunked: boolean
  status: string
  /** JSON with so large an archive in it: code is allowed to be large, and one at a time is decoded. */
  isCode?: boolean
}

const BYTES = 70_000_000
const AT_ONCE = 20
const signed = (scope: string) =>
  `authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${scope}/aws4_request, SignedHeaders=host, Signature=00\r\n`
const ways: Way[] = [
  { name: 'unsigned', head: 'POST / HTTP/1.1\r\n', isChunked: false, status: '413' },
  { name: 'unsigned, chunked', head: 'POST / HTTP/1.1\r\n', isChunked: true, status: '413' },
  {
    ...{ name: 'StartExecution, chunked', isChunked: true, status: '413' },
    head: `POST / HTTP/1.1\r\nx-amz-target: AWSStepFunctions.StartExecution\r\n${signed('states')}`,
  },
  {
    ...{ name: 'Invoke, chunked', isChunked: true, status: '413' },
    head: `POST /2015-03-31/functions/none/invocations HTTP/1.1\r\n${signed('lambda')}`,
  },
  {
    ...{ name: 'CreateFunction, no JSON', isChunked: false, status: '400' },
    head: `POST /2015-03-31/functions HTTP/1.1\r\n${signed('lambda')}`,
  },
  {
    ...{ name: 'CreateFunction, code', isChunked: false, status: '400', isCode: true },
    head: `POST /2015-03-31/functions HTTP/1.1\r\n${signed('lambda')}`,
  },
]
/** Up to the code; what is refused at the end is the role, which is nobody's. */
const creation =
  '{"FunctionName":"f","Runtime":"nodejs24.x","Handler":"a.b","Role":"arn:aws:iam::123456789012:role/none","Code":{"ZipFile":"'
const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

await withServer(async ({ url, pid }) => {
  const lane = await openConnection(url)
  const roleArn = 'arn:aws:iam::123456789012:role/EvenOrOddMachine'
  const ordinary = JSON.stringify({ name: 'ordinary', type: 'EXPRESS', roleArn, definition: jsonata('$sum([1..10]) & "!"') })
  const { stateMachineArn } = JSON.parse(await lane.call('CreateStateMachine', ordinary)) as { stateMachineArn: string }
  const traffic = await startTraffic(url, JSON.stringify({ stateMachineArn, input: '{}' }))
  await pause(3_000)
  const figures: Record<string, number> = {}
  let hostileRise = 0
  let slowest = 0
  for (const way of ways) {
    traffic.take()
    const before = memoryOf(pid).rssMb
    forgetPeak(pid)
    const answers = await Promise.all(Array.from({ length: AT_ONCE }, () => send(new URL(url), way)))
    assert.deepEqual(new Set(answers), new Set([way.status]), way.name)
    await pause(300)
    const rise = memoryOf(pid).peakMb - before
    const p99 = percentile(traffic.take(), 0.99)
    console.error(`${way.name.padEnd(26)} rise ${round(rise)} MB, others p99 ${round(p99)} ms`)
    slowest = Math.max(slowest, p99)
    if (way.isCode) figures['codeRiseMb'] = round(rise)
    else hostileRise = Math.max(hostileRise, rise)
  }
  traffic.stop()
  const answer = JSON.parse(await lane.call('StartSyncExecution', JSON.stringify({ stateMachineArn, input: '{}' })))
  assert.equal(answer.output, '{"x":"55!"}')
  lane.close()
  publish('bodies', { atOnce: AT_ONCE, bytes: BYTES, hostileRiseMb: round(hostileRise), ...figures, ordinaryMsP99Max: round(slowest) })
})

/** The status that comes back, whether or not the whole body was taken. */
function send({ hostname, port, host }: URL, { head, isChunked, isCode }: Way): Promise<string> {
  const piece = Buffer.alloc(1_000_000, isCode ? 'A' : 'x')
  const first = Buffer.from(piece)
  const last = Buffer.from(piece)
  if (isCode) {
    first.write(creation)
    last.write('"}}', piece.length - 3)
  }
  const length = isChunked ? 'transfer-encoding: chunked' : `content-length: ${BYTES}`
  return new Promise((resolve, reject) => {
    let sent = 0
    const socket = connect(Number(port), hostname, () => {
      socket.write(`${head}host: ${host}\r\n${length}\r\n\r\n`)
      more()
    })
    const more = () => {
      while (sent < BYTES && !socket.destroyed) {
        const next = sent === 0 ? first : sent + piece.length === BYTES ? last : piece
        sent += piece.length
        if (isChunked) socket.write(`${piece.length.toString(16)}\r\n`)
        const hasRoom = socket.write(next)
        if (isChunked) socket.write(sent >= BYTES ? '\r\n0\r\n\r\n' : '\r\n')
        if (!hasRoom) return void socket.once('drain', more)
      }
    }
    socket.once('data', chunk => {
      resolve(/^HTTP\/1\.1 (\d+)/.exec(chunk.toString('latin1'))?.[1] ?? 'none')
      socket.destroy()
    })
    socket.once('error', reject)
    socket.once('close', () => resolve('closed'))
  })
}
