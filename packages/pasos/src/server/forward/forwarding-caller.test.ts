import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { durableCatalog, memoryJournal, seededIds } from '@pasos/engine'
import { type CalledService, serviceCallerContract } from '@pasos/engine/contracts'
import { createServiceCaller } from '@pasos/services'
import { ApiError, createDispatcher } from '@pasos/wire'
import { describe } from 'vitest'
import { parseForward } from './forward-targets.ts'
import { createForwarder } from './forwarder.ts'

const session = { accessKeyId: 'ASIASESSION000000000', secretAccessKey: 'secret', sessionToken: 'token' }
const caller = { accountId: '123456789012', arn: 'arn:aws:sts::123456789012:assumed-role/r/s', userId: 'i' }

/** The services on another server, which refuses what is not signed with the session it knows. */
async function elsewhere(services: CalledService[]) {
  const credential = (id: string) => (id === session.accessKeyId ? { ...session, caller } : undefined)
  const dispatch = createDispatcher({ services, mode: 'verify', credential, logger: { error: () => undefined } })
  const server = createServer(async (request, response) => {
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const { method = '', url = '' } = request
    const headers = request.headers as Record<string, string>
    const answer = await dispatch({ method, url, headers, body: Buffer.concat(chunks), signal: gone.signal })
    response.writeHead(answer.status, answer.headers).end(answer.body)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = async (): Promise<void> => {
    server.closeAllConnections()
    await new Promise(resolve => server.close(resolve))
  }
  return { url, close }
}

describe('services of another server', () => {
  serviceCallerContract(
    async services => {
      const { url, close } = await elsewhere(services)
      const forward = createForwarder({
        targets: parseForward(`${services.map(({ scope }) => scope).join(',')}=${url}`),
        awsCredentials: () => Promise.reject(new Error('AWS itself was to be called')),
        roleSession: () => session,
        now: Date.now,
      })
      const caller = createServiceCaller({
        catalog: durableCatalog(memoryJournal()),
        ids: seededIds(),
        services: [],
        operations: () => [],
        authorizeCaller: () => undefined,
        forward,
        logger: { error: () => undefined },
      })
      return { caller, close }
    },
    { reached: 'forwarded', refuse: (code, message) => new ApiError(code, message) },
  )
})
