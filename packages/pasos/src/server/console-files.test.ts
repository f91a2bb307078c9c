import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { consoleFiles } from './console-files.ts'
import { type Listener, listen } from './listener.ts'

describe('consoleFiles', () => {
  let folder: string
  let listener: Listener
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pasos-console-files-'))
    mkdirSync(join(folder, 'assets'))
    build('first', 1_000)
    listener = await listen({
      ...{ host: '127.0.0.1', port: 0, routes: [consoleFiles(folder)] },
      dispatch: async () => ({ status: 404, headers: {}, body: 'an AWS call' }),
      report: message => expect.unreachable(message),
      senderOf: () => 'owner',
    })
  })
  afterEach(async () => {
    await listener.close()
    rmSync(folder, { recursive: true, force: true })
  })

  /** A built console whose page says `word`, finished at that second. */
  function build(word: string, second: number, more = '') {
    writeFileSync(join(folder, `assets/${word}.js`), `'${word}'`)
    writeFileSync(join(folder, 'index.html'), `<title>${word}</title>${more}`)
    utimesSync(join(folder, 'index.html'), second, second)
  }

  const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    fetch(`http://127.0.0.1:${listener.port}${path}`, { method, headers })
  const page = { accept: 'text/html,*/*' }

  it('answers every page address with the one page, which is asked for anew each time', async () => {
    const answer = await get('/executions/arn:aws:states:us-east-1:123456789012:execution:a:b', page)
    expect(await answer.text()).toBe('<title>first</title>')
    expect(answer.headers.get('cache-control')).toBe('no-cache')
  })

  it('lets no script run but its own, and nobody frame it', async () => {
    const policy = (await get('/', page)).headers.get('content-security-policy')!
    expect(policy).toContain("script-src 'self';")
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
  })

  it('takes styles from files, and from elements that carry the nonce of that one page', async () => {
    build('second', 2_000, '<meta property="csp-nonce" nonce="@CSP_NONCE@">')
    const nonces = await Promise.all(
      [page, { ...page, 'accept-encoding': 'identity' }].map(async headers => {
        const answer = await get('/', headers)
        const policy = answer.headers.get('content-security-policy')!
        expect(policy).not.toContain('unsafe-inline')
        const [, nonce] = /style-src 'self' 'nonce-([^']+)';/.exec(policy) ?? []
        expect(await answer.text()).toContain(`nonce="${nonce}"`)
        return nonce
      }),
    )
    expect(nonces[0]).toMatch(/^[\w+/]{24}$/)
    expect(nonces[1]).not.toBe(nonces[0])
  })

  it('lets browsers keep what is named after its content', async () => {
    expect((await get('/assets/first.js')).headers.get('cache-control')).toContain('immutable')
  })

  it('answers HEAD with the length and without the content', async () => {
    const answer = await get('/assets/first.js', { 'accept-encoding': 'identity' }, 'HEAD')
    expect(answer.headers.get('content-length')).toBe('7')
    expect(await answer.text()).toBe('')
  })

  it('answers a probe of its root, whatever that accepts', async () => {
    expect((await get('/', {}, 'HEAD')).status).toBe(200)
  })

  it('leaves signed requests, other methods and what no page asks for to AWS', async () => {
    expect(await (await get('/', { ...page, authorization: 'AWS4-HMAC-SHA256' })).text()).toBe('an AWS call')
    expect(await (await get('/', page, 'POST')).text()).toBe('an AWS call')
    expect(await (await get('/2015-03-31/functions', { accept: 'application/json' })).text()).toBe('an AWS call')
  })

  it('finds a script that a build wrote after its page, once it is there', async () => {
    build('second', 2_000)
    expect((await get('/assets/late.js')).status).toBe(404)
    writeFileSync(join(folder, 'assets/late.js'), "'late'")
    await expect.poll(async () => (await get('/assets/late.js')).text(), { timeout: 5_000 }).toBe("'late'")
  })

  it('never leaves its folder', async () => {
    writeFileSync(`${folder}-secret`, 'secret')
    const answer = await get(`/..%2f${folder.split('/').at(-1)}-secret`)
    rmSync(`${folder}-secret`)
    expect(await answer.text()).toBe('an AWS call')
  })

  it('serves a console that was built anew while the server runs', async () => {
    await get('/', page)
    build('second', 2_000)
    expect(await (await get('/', page)).text()).toBe('<title>second</title>')
    expect(await (await get('/assets/second.js')).text()).toBe("'second'")
  })
})
