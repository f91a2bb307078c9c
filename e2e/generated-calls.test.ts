import { loadService } from '@pasos/models'
import { allServices } from '@pasos/services'
import { signatureHeaders, writeRemoteCall } from '@pasos/wire'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { inputFor } from './generated-calls.ts'
import { chance } from './hostile-requests.ts'
import { isCluster, type RunningServer, startServer, temporaryFolder } from './running-server.ts'

// Every operation that is served, called again and again with values of the right kind and any content: never a 5xx, never the end.

// PASOS_GENERATED_CALLS makes it longer, PASOS_SEED makes another run of it.
const REQUESTS = Number(process.env['PASOS_GENERATED_CALLS'] ?? 3_000)
const SEED = Number(process.env['PASOS_SEED'] ?? 1)
/** They wait for what nobody sends. */
const LONG = new Set(['GetActivityTask', 'ReceiveMessage', 'StartSyncExecution', 'StartLiveTail'])

const temporary = temporaryFolder('generated')
let server: RunningServer
beforeAll(async () => {
  server = await startServer({ folder: temporary.folder, args: ['--no-example'] })
})
afterAll(async () => {
  await server?.stop()
  temporary.remove()
})

const operations = allServices.flatMap(({ scope, operations }) =>
  Object.keys(operations).flatMap(name => (LONG.has(name) || !loadService(scope).operation(name) ? [] : [[scope, name] as const])),
)

it(`answers ${REQUESTS} calls of ${operations.length} operations, and none with a 5xx`, async () => {
  const dice = chance(SEED)
  const failures: string[] = []
  const statuses = new Map<number, number>()
  let sent = 0
  const worker = async () => {
    while (sent < REQUESTS) {
      sent++
      const [scope, name] = operations[sent % operations.length]!
      const input = inputFor(loadService(scope).operation(name)!.input, dice)
      let status = await statusOf(scope, name, input)
      // Of a node that dies its load balancer says so, and whoever calls tries again.
      for (let again = 0; isCluster && (status === 502 || status === 503) && again < 8; again++) status = await statusOf(scope, name, input)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      if (status >= 500) failures.push(`${status} ${scope}:${name} ${JSON.stringify(input).slice(0, 300)}`)
    }
  }
  await Promise.all(Array.from({ length: 16 }, worker))
  if (process.env['PASOS_GENERATED_CALLS']) console.info([...statuses])
  expect(failures).toEqual([])
  expect(server.process.exitCode).toBeNull()
  // Against the empty pass: most inputs reach the operation, some of them do something.
  expect(statuses.get(200) ?? 0).toBeGreaterThan(REQUESTS / 50)
  expect((await fetch(`${server.url}/_pasos/health`)).status).toBe(200)
}, 600_000)

/** 0 where the input cannot even be written as a request, or the answer is waited for in vain. */
async function statusOf(service: string, operation: string, input: unknown): Promise<number> {
  const { host } = new URL(server.url)
  try {
    const { method, path: url, headers, body, scope } = writeRemoteCall({ service, operation, input, names: 'api', requestId: 'r' })
    const unsigned = { method, url, headers: { ...(headers as Record<string, string>), host }, body: Buffer.from(body) }
    const options = { accessKeyId: 'test', secretAccessKey: 'test', region: 'us-east-1', service: scope, now: Date.now() }
    const { host: _, ...signed } = { ...unsigned.headers, ...signatureHeaders(unsigned, options) }
    const hasBody = method !== 'GET' && method !== 'HEAD'
    const answer = await fetch(server.url + url, {
      ...{ method, headers: signed, signal: AbortSignal.timeout(20_000) },
      ...(hasBody && { body: unsigned.body }),
    })
    await answer.arrayBuffer()
    return answer.status
  } catch {
    return 0
  }
}
