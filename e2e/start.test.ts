import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { pasos, type RunningServer, startServer, temporaryFolder } from './running-server.ts'

const cleanups: Array<() => unknown> = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup()
})

function folder(): string {
  const { folder, remove } = temporaryFolder('start')
  cleanups.push(remove)
  return folder
}

async function start(data: string, args: string[] = []): Promise<RunningServer> {
  const server = await startServer({ folder: data, args })
  cleanups.push(() => server.stop('SIGKILL'))
  return server
}

describe('pasos start', () => {
  it('answers health, the console and AWS calls on one port, and stops cleanly on SIGTERM', async () => {
    const server = await start(folder(), ['--no-example'])
    const health = await fetch(`${server.url}/_pasos/health`)
    expect(health.status).toBe(200)
    expect(await health.json()).toMatchObject({ status: 'ok' })
    const page = await fetch(`${server.url}/state-machines`, { headers: { accept: 'text/html' } })
    expect(await page.text()).toContain('<div id="root"')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await server.stop('SIGTERM')).toBe(0)
  })

  it('says in one line that a port is taken', async () => {
    const squatter = createServer()
    await new Promise<void>(resolve => squatter.listen(0, '127.0.0.1', resolve))
    cleanups.push(() => squatter.close())
    const { port } = squatter.address() as { port: number }
    const { code, stderr } = await pasos(['start', '--port', String(port), '--data', folder()], { LC_ALL: 'C' })
    expect(stderr.trim()).toBe(`Port ${port} is taken by another program. Choose another one with --port N.`)
    expect(code).toBe(1)
  })

  it('refuses a data folder that is in use, and leaves the one who uses it alone', async () => {
    const data = folder()
    const first = await start(data, ['--no-example'])
    const second = await pasos(['start', '--port', '0', '--data', data])
    expect(second.code).toBe(1)
    expect(second.stderr.trim().split('\n')).toHaveLength(1)
    expect((await fetch(`${first.url}/_pasos/health`)).status).toBe(200)
  })

  it('refuses a folder with other things in it and does not touch them', async () => {
    const data = join(folder(), 'mine')
    mkdirSync(data)
    writeFileSync(join(data, 'thesis.txt'), 'do not lose')
    const { code, stderr } = await pasos(['start', '--port', '0', '--data', data])
    expect(code).toBe(1)
    expect(stderr).toContain(data)
    expect(stderr.trim().split('\n')).toHaveLength(1)
  })

  it('refuses an address that others could reach', async () => {
    const { code } = await pasos(['start', '--host', '0.0.0.0', '--data', folder()])
    expect(code).toBe(2)
  })

  it('keeps foreign web pages out', async () => {
    const server = await start(folder(), ['--no-example'])
    const foreign = await fetch(`${server.url}/`, { method: 'POST', headers: { origin: 'http://evil.example' }, body: 'Action=ListRoles' })
    expect(foreign.status).toBe(403)
  })
})
