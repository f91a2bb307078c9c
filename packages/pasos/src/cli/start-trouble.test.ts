import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DataFolderError } from '@pasos/store-sqlite'
import { afterEach, expect, test, vi } from 'vitest'
import { folderTrouble } from './folder-trouble.ts'
import { startTrouble } from './start-trouble.ts'

const host = '127.0.0.1'
const servers: ReturnType<typeof createServer>[] = []

/** Of a server that answers like this. */
async function portOf(answers: Record<string, string>): Promise<number> {
  const server = createServer(({ url }, response) => {
    const answer = answers[String(url)]
    response.writeHead(answer === undefined ? 404 : 200).end(answer)
  })
  servers.push(server)
  await new Promise<void>(resolve => server.listen(0, host, resolve))
  return (server.address() as AddressInfo).port
}

const ours = { '/_pasos/health': '{"status":"ok","version":"1.2.3"}', '/_pasos/settings': '{"folder":"/data"}' }
const told = async (error: unknown, port: number, folder = '/data') => String(await startTrouble(error, { port, host, folder }))
const busy = Object.assign(new Error('listen EADDRINUSE'), { code: 'EADDRINUSE', syscall: 'listen' })
const inUse = new DataFolderError('inUse', { folder: '/data' })

afterEach(() => {
  vi.unstubAllEnvs()
  for (const server of servers.splice(0)) server.close()
})

test('a port that a Pasos has is told with its version, its data and how to use it', async () => {
  const port = await portOf(ours)
  expect(await told(busy, port)).toContain(
    `Port ${port} has a Pasos already: 1.2.3, at http://${host}:${port}, with the data in /data. Use it: eval "$(pasos env --endpoint http://${host}:${port})". Or choose`,
  )
  for (const foreign of [{}, { '/_pasos/health': '{"status":"UP"}' }])
    expect(await told(busy, await portOf(foreign))).toMatch(/Port \d+ is taken by another program/)
})

test('a folder that is served is told with the server, where it answers on the wanted port', async () => {
  const port = await portOf(ours)
  expect(await told(inUse, port)).toContain(`/data is served already, by the Pasos 1.2.3 at http://${host}:${port}.`)
  const elsewhere = 'in use by another process of Pasos. Stop that process, or choose another folder with --data.'
  expect(await told(new DataFolderError('inUse', { folder: '/other' }), port, '/other')).toContain(`/other is ${elsewhere}`)
})

test('addresses that the machine has not are told, and what is nobody’s business here stays as it is', async () => {
  expect(await told(Object.assign(new Error('x'), { code: 'EADDRNOTAVAIL' }), 1)).toContain(`no address ${host}`)
  const foreign = new Error('x')
  expect(await startTrouble(foreign, { port: 1, host, folder: '/' })).toBe(foreign)
})

test('in Spanish too', async () => {
  vi.stubEnv('LC_ALL', 'es_ES.UTF-8')
  expect(await told(busy, await portOf(ours))).toMatch(/En el puerto \d+ ya hay un Pasos: 1\.2\.3/)
  const full = new DataFolderError('noRoom', { folder: '/data', reason: 'ENOSPC: no space left' })
  expect(folderTrouble(full)).toBe('No se puede abrir /data: ENOSPC: no space left. Haz sitio en su disco y arranca de nuevo.')
})
