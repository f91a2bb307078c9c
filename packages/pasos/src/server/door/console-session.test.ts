import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Listener, listen } from '../listener.ts'
import { type ConsoleSessions, consoleLink, createConsoleSessions, SESSION_PATH } from './console-session.ts'

const secret = 'the secret of the root key'
let now = Date.parse('2026-11-26T12:00:00Z')
let sessions: ConsoleSessions
let listener: Listener

beforeEach(async () => {
  sessions = createConsoleSessions({ secret, isSecure: true, now: () => now })
  listener = await listen({
    ...{ host: '127.0.0.1', port: 0, routes: [sessions.route], senderOf: () => 'stranger' },
    dispatch: async () => ({ status: 404, headers: {}, body: '' }),
    report: message => expect.unreachable(message),
  })
})
afterEach(() => listener.close())

const follow = (path: string, method = 'GET') => fetch(`http://127.0.0.1:${listener.port}${path}`, { method })
const cookieOf = (answer: Response) => answer.headers.get('set-cookie')?.split(';')[0] ?? ''

describe('the link to the console', () => {
  it('gives a cookie that no script reads and no other site sends, and that lets its bearer in', async () => {
    const answer = await follow(consoleLink(secret, now))
    expect(answer.status).toBe(200)
    expect(answer.headers.get('set-cookie')).toMatch(/; HttpOnly; SameSite=Strict; Max-Age=43200; Secure$/)
    expect(sessions.holds({ cookie: `other=1; ${cookieOf(answer)}` })).toBe(true)
  })

  it('works once', async () => {
    const link = consoleLink(secret, now)
    expect((await follow(link, 'HEAD')).status).toBe(403)
    expect((await follow(link)).status).toBe(200)
    expect((await follow(link)).status).toBe(403)
  })

  it('works for a quarter of an hour', async () => {
    const link = consoleLink(secret, now)
    now += 16 * 60_000
    expect((await follow(link)).status).toBe(403)
  })

  it('works with no other secret, and no change of it works', async () => {
    expect((await follow(consoleLink('another', now))).status).toBe(403)
    const link = consoleLink(secret, now)
    expect((await follow(link.replace(/=(\d)/, (_, digit: string) => `=${Number(digit) + 1}`))).status).toBe(403)
    for (const path of [SESSION_PATH, `${SESSION_PATH}?ticket=`, `${SESSION_PATH}?ticket=9999999999999.x.y`])
      expect((await follow(path)).status).toBe(403)
  })
})

describe('a session', () => {
  it('ends after twelve hours', async () => {
    const cookie = cookieOf(await follow(consoleLink(secret, now)))
    now += 11 * 3_600_000
    expect(sessions.holds({ cookie })).toBe(true)
    now += 2 * 3_600_000
    expect(sessions.holds({ cookie })).toBe(false)
  })

  it('is none of a ticket, of nothing, and of another server', async () => {
    const ticket = new URLSearchParams(consoleLink(secret, now).split('?')[1]).get('ticket')
    for (const cookie of [undefined, '', 'pasos-session=', `pasos-session=${ticket}`]) expect(sessions.holds({ cookie })).toBe(false)
    const other = createConsoleSessions({ secret: 'other', isSecure: false, now: () => now })
    expect(other.holds({ cookie: cookieOf(await follow(consoleLink(secret, now))) })).toBe(false)
  })
})
