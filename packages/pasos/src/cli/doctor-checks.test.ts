import { chmodSync, chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { examine, type Finding } from './doctor-checks.ts'

describe('pasos doctor', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pasos-doctor-test-'))
  })
  afterEach(() => rmSync(folder, { recursive: true, force: true }))

  const look = async (options: { folder?: string; port?: number; version?: string } = {}) => {
    const findings = await examine({ folder, port: 0, version: '1.2.3', ...options })
    return (what: string): Finding | undefined => findings.find(finding => finding.what === what)
  }

  it('finds a good machine good, and leaves nothing behind', async () => {
    const found = await look()
    for (const what of ['versions', 'folder', 'disk', 'port', 'clock', 'runtime nodejs'])
      expect(found(what), what).toMatchObject({ level: 'good' })
    expect(found('versions')?.text).toContain('Pasos 1.2.3')
    // Which of the three it is, is the machine's to say.
    expect(found('limits')?.text).toMatch(/the kernel (bounds|would bound)/)
    expect(readdirSync(folder)).toEqual([])
  })

  it('notes a folder that others read and a port that is taken', async () => {
    chmodSync(folder, 0o755)
    const server = createServer()
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const found = await look({ port: (server.address() as { port: number }).port })
    server.close()
    expect(found('folder')).toMatchObject({ level: 'note' })
    expect(found('port')).toMatchObject({ level: 'note', text: expect.stringContaining('EADDRINUSE') })
  })

  // Whoever runs this makes a folder of its own; only root's is root's.
  it.skipIf(process.getuid?.() !== 0)('notes a volume of Kubernetes, and what else is another user’s is bad', async () => {
    const other = 65_534
    vi.spyOn(process, 'getuid').mockReturnValue(other)
    const volume = await look()
    chownSync(folder, other + 1, other)
    const foreign = await look()
    vi.restoreAllMocks()
    expect(volume('folder')).toMatchObject({ level: 'note', text: expect.stringContaining('is root’s, as volumes are') })
    expect(foreign('folder')).toMatchObject({ level: 'bad' })
  })

  it('tells a running Pasos from other programs, which version it is, and how clients reach it', async () => {
    const server = createHttpServer(({ url }, response) => {
      const facts: Record<string, object> = {
        '/_pasos/health': { status: 'ok', version: '1.2.3' },
        '/_pasos/settings': { folder: '/data' },
      }
      response.end(JSON.stringify(facts[String(url)] ?? {}))
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const same = await look({ port })
    const newer = await look({ port, version: '1.3.0' })
    server.close()
    const url = `http://127.0.0.1:${port}`
    expect(same('port')).toEqual({
      ...{ what: 'port', level: 'good' },
      text: `Pasos 1.2.3 runs at ${url} with the data in /data; for clients: eval "$(pasos env --endpoint ${url})"`,
    })
    expect(newer('port')).toMatchObject({ level: 'note', text: expect.stringContaining('this is 1.3.0: restart it') })
  })

  it('looks at the disk of a folder that is not there yet', async () => {
    const found = await look({ folder: join(folder, 'a', 'b') })
    expect(found('folder')?.text).toContain('first start')
    expect(found('disk')?.level).not.toBe('bad')
    expect(readdirSync(folder)).toEqual([])
  })
})
