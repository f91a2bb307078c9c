import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserGuard } from './browser-guard.ts'
import { type Listener, listen } from './listener.ts'

describe('browserGuard', () => {
  let listener: Listener
  beforeAll(async () => {
    listener = await listen({
      ...{ host: '127.0.0.1', port: 0, routes: [browserGuard] },
      dispatch: async () => ({ status: 200, headers: {}, body: 'passed' }),
      report: message => expect.unreachable(message),
    })
  })
  afterAll(() => listener.close())

  /** The status of a request with these headers; `fetch` would not let us set them. */
  const ask = (headers: Record<string, string>) =>
    new Promise<number>((resolve, reject) => {
      const asked = request({ host: '127.0.0.1', port: listener.port, headers: { host: `localhost:${listener.port}`, ...headers } })
      asked.on('response', answer => resolve(answer.resume().statusCode!))
      asked.on('error', reject)
      asked.end()
    })

  it('lets SDKs and the command line through, whatever name they use', async () => {
    expect(await ask({ host: 'states.example.test' })).toBe(200)
  })

  it('lets the pages of this server call it', async () => {
    expect(await ask({ origin: `http://localhost:${listener.port}`, 'sec-fetch-site': 'same-origin' })).toBe(200)
  })

  it('refuses the scripts and forms of other sites', async () => {
    expect(await ask({ origin: 'https://elsewhere.test', 'sec-fetch-site': 'cross-site' })).toBe(403)
    expect(await ask({ origin: 'null', 'sec-fetch-site': 'cross-site' })).toBe(403)
    expect(await ask({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' })).toBe(403)
  })

  it('refuses pages of another port of this machine', async () => {
    expect(await ask({ origin: `http://localhost:${listener.port + 1}`, 'sec-fetch-site': 'same-site' })).toBe(403)
  })

  it('refuses a foreign name that points here', async () => {
    const name = `rebound.example.test:${listener.port}`
    expect(await ask({ host: name, origin: `http://${name}`, 'sec-fetch-site': 'same-origin' })).toBe(403)
  })

  it('lets a link from elsewhere open the console', async () => {
    expect(await ask({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' })).toBe(200)
  })
})
