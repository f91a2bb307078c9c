import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Store } from '@pasos/engine'
import { sqliteStore } from '@pasos/store-sqlite'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { drafts } from './drafts.ts'
import { type Listener, listen } from './listener.ts'

const KEY = encodeURIComponent('arn:aws:states:us-east-1:123456789012:stateMachine:M')
const draft = (text: string) => ({
  text,
  base: '{}',
  settings: { name: 'M', roleArn: 'arn:aws:iam::123456789012:role/r', type: 'STANDARD' },
})

describe('drafts', () => {
  let folder: string
  let store: Store
  let listener: Listener
  const troubles: string[] = []
  let now = 0

  async function open() {
    store = await sqliteStore({ folder })(error => troubles.push(String(error)))
    listener = await listen({
      ...{
        host: '127.0.0.1',
        port: 0,
        routes: [
          drafts(
            store.data,
            () => now,
            message => troubles.push(message),
          ),
        ],
      },
      dispatch: async () => ({ status: 404, headers: {}, body: '' }),
      report: message => troubles.push(message),
      senderOf: () => 'owner',
    })
  }
  async function shut() {
    await listener.close()
    await store.close()
  }
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pasos-drafts-'))
    await open()
  })
  afterEach(async () => {
    await shut()
    rmSync(folder, { recursive: true, force: true })
    expect(troubles.splice(0)).toEqual([])
  })

  async function ask(method: string, after = '', body?: unknown, key = KEY) {
    const answer = await fetch(`http://127.0.0.1:${listener.port}/_pasos/drafts/${key}?after=${after}`, {
      method,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    return { status: answer.status, body: (await answer.json()) as { revision: string; draft: { text: string; revision: string } | null } }
  }

  it('keep what is saved through the end of the server', async () => {
    expect((await ask('GET')).body).toEqual({ draft: null })
    const { revision } = (await ask('PUT', '', draft('{"StartAt": "Ä'))).body
    await shut()
    await open()
    expect((await ask('GET')).body).toEqual({ draft: { ...draft('{"StartAt": "Ä'), revision, savedAt: '1970-01-01T00:00:00.000Z' } })
    expect((await ask('DELETE', revision)).body).toEqual({ revision: '' })
    expect((await ask('GET')).body).toEqual({ draft: null })
  })

  it('are listed, the latest first, and discarded when nobody has saved them for ninety days', async () => {
    const list = async () =>
      (await (await fetch(`http://127.0.0.1:${listener.port}/_pasos/drafts`)).json()) as { drafts: { key: string }[] }
    expect(await list()).toEqual({ drafts: [], keptDays: 90 })
    await ask('PUT', '', draft('old'))
    now = 89 * 86_400_000
    const keys = ['new', ...Array.from({ length: 11 }, (_, index) => `arn:${index}`)]
    for (const key of keys) await ask('PUT', '', draft(key), encodeURIComponent(key))
    const { drafts } = await list()
    expect(drafts).toHaveLength(13)
    expect(drafts.at(-1)).toMatchObject({ key: decodeURIComponent(KEY), name: 'M', savedAt: '1970-01-01T00:00:00.000Z' })
    now = 91 * 86_400_000
    expect((await list()).drafts.map(({ key }) => key).sort()).toEqual([...keys].sort())
    expect((await ask('GET')).body).toEqual({ draft: null })
    now = 0
  })

  it('are never overwritten or deleted by somebody who has seen another one, however close together', async () => {
    const answers = await Promise.all(['one', 'two', 'three'].map(text => ask('PUT', '', draft(text))))
    const saved = answers.filter(answer => answer.status === 200)
    expect(saved).toHaveLength(1)
    const { draft: present } = (await ask('GET')).body
    expect(present?.revision).toBe(saved[0]!.body.revision)
    for (const refused of answers.filter(answer => answer.status === 409)) expect(refused.body.draft).toEqual(present)
    expect((await ask('DELETE', 'another')).status).toBe(409)
    const second = await ask('PUT', present!.revision, draft('later'))
    expect((await ask('PUT', present!.revision, draft('from an old window'))).body.draft?.text).toBe('later')
    await ask('DELETE', second.body.revision)
    expect(await ask('PUT', second.body.revision, draft('of one that is gone'))).toEqual({ status: 409, body: { draft: null } })
  })

  it('refuse what is no draft, too large, or no address', async () => {
    for (const body of ['', 'null', '{"text": 1}', '{"text": "a", "base": "b"}']) {
      expect((await ask('PUT', '', body)).status).toBe(400)
    }
    expect((await ask('PUT', '', draft('x'.repeat(7_000_000)))).status).toBe(413)
    expect((await ask('POST', '', draft('x'))).status).toBe(405)
    expect((await ask('GET', '', undefined, '%ff')).status).toBe(404)
    expect((await ask('GET', '', undefined, 'k'.repeat(600))).status).toBe(404)
    expect((await ask('GET')).body).toEqual({ draft: null })
  })
})
