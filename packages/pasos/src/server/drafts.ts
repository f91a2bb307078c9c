import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type DataStore, entriesOf } from '@pasos/engine'
import { BodyError } from '@pasos/wire'
import { createBodyBudget } from './body-budget.ts'
import type { Route } from './listener.ts'
import { readBody } from './request-body.ts'

const LIST = '/_pasos/drafts'
const PATH = `${LIST}/`
const SPACE = 'pasos.draft'
/** Two definitions of the largest size that AWS takes, with their characters escaped. */
const LIMIT_BYTES = 6 * 1024 * 1024
/** Drafts are large: so many are in memory at a time. */
const LISTED = 5
/** A draft that nobody has saved for so long is discarded. */
const KEPT_DAYS = 90
const DAY_MS = 86_400_000
const BODIES_BYTES = 2 * LIMIT_BYTES

/** What the Studio has not published yet. */
interface Draft {
  text: string
  settings: { name: string; roleArn: string; type: string }
  /** The definition that was published when the draft was begun. */
  base: string
}

interface Stored extends Draft {
  /** Another one with every save, and never one that was there before. */
  revision: string
  /** ISO 8601. */
  savedAt: string
}

interface Answer {
  status: number
  body?: unknown
}

/**
 * `GET`, `PUT` and `DELETE /_pasos/drafts/KEY`: drafts of the Studio, by the state machine's ARN, `new` for one that is not created yet.
 * A change names the revision that it is about in `after` (of the query; empty: there is no draft yet); when another is there it is
 * answered 409 with that one, so that of two windows neither overwrites the other unseen. `GET /_pasos/drafts` lists them, the latest first,
 * and discards those that nobody has saved for 90 days.
 */
export function drafts(
  data: Pick<DataStore, 'get' | 'commit' | 'scan'>,
  now: () => number,
  report: (message: string, details: { error: unknown }) => void,
): Route {
  const budget = createBodyBudget(BODIES_BYTES)
  const turns = new Map<string, Promise<unknown>>()
  /** Changes of one draft, one after the other. */
  const inTurn = (key: string, change: () => Promise<Answer>): Promise<Answer> => {
    const turn = (turns.get(key) ?? Promise.resolve()).then(change, change)
    turns.set(key, turn)
    void turn.finally(() => turns.get(key) === turn && turns.delete(key)).catch(() => undefined)
    return turn
  }
  const stored = async (key: string): Promise<Stored | undefined> => {
    const value = await data.get(SPACE, key)
    return value === undefined ? undefined : (JSON.parse(String(value)) as Stored)
  }
  const change = (key: string, after: string, draft: Draft | undefined) =>
    inTurn(key, async () => {
      const present = await stored(key)
      if ((present?.revision ?? '') !== after) return { status: 409, body: { draft: present ?? null } }
      const next = draft && { ...draft, revision: randomUUID(), savedAt: new Date(now()).toISOString() }
      await data.commit([{ space: SPACE, key, value: next && JSON.stringify(next) }])
      return { status: 200, body: { revision: next?.revision ?? '' } }
    })

  async function list(): Promise<Answer> {
    const oldest = now() - KEPT_DAYS * DAY_MS
    const found: { key: string; name: string; revision: string; savedAt: string }[] = []
    for await (const { key, value } of entriesOf(data, SPACE, { pageSize: LISTED })) {
      const { settings, revision, savedAt } = JSON.parse(String(value)) as Stored
      if (Date.parse(savedAt) < oldest) await change(key, revision, undefined)
      else found.push({ key, name: settings.name, revision, savedAt })
    }
    found.sort((a, b) => (a.savedAt < b.savedAt ? 1 : -1))
    return { status: 200, body: { drafts: found, keptDays: KEPT_DAYS } }
  }

  async function answer(request: IncomingMessage, response: ServerResponse, key: string, after: string): Promise<Answer> {
    if (request.method === 'GET') return { status: 200, body: { draft: (await stored(key)) ?? null } }
    if (request.method === 'DELETE') return change(key, after, undefined)
    if (request.method !== 'PUT') return { status: 405, body: { message: 'A draft is read by GET, saved by PUT and deleted by DELETE.' } }
    const gone = new AbortController()
    response.on('close', () => response.writableFinished || gone.abort())
    const afterAnswer = (release: () => void) => response.on('close', release)
    const draft = draftIn(await readBody(request, LIMIT_BYTES, { budget, signal: gone.signal, afterAnswer }))
    return draft ? change(key, after, draft) : { status: 400, body: { message: 'This is no draft of a state machine.' } }
  }

  return (request, response, { path, query }) => {
    const isList = path === LIST && request.method === 'GET'
    if (!isList && !path.startsWith(PATH)) return false
    const key = isList ? '' : keyIn(path)
    const answered = isList
      ? list()
      : key === undefined
        ? Promise.resolve({ status: 404 })
        : answer(request, response, key, query.get('after') ?? '')
    answered.catch(refusal).then(
      answer => send(response, answer),
      error => {
        report('a draft could not be read or saved', { error })
        response.destroy()
      },
    )
    return true
  }
}

function keyIn(path: string): string | undefined {
  try {
    const key = decodeURIComponent(path.slice(PATH.length))
    return key !== '' && key.length <= 512 ? key : undefined
  } catch {
    return undefined
  }
}

function draftIn(body: Uint8Array): Draft | undefined {
  try {
    const { text, settings, base } = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)) as Partial<Draft>
    const { name, roleArn, type } = settings ?? {}
    if ([text, base, name, roleArn, type].some(each => typeof each !== 'string')) return undefined
    return { text: text!, base: base!, settings: { name: name!, roleArn: roleArn!, type: type! } }
  } catch {
    return undefined
  }
}

function refusal(error: unknown): Answer {
  if (!(error instanceof BodyError)) throw error
  return error.reason === 'too-large' ? { status: 413, body: { message: 'A draft may have 6 MiB.' } } : { status: 408 }
}

function send(response: ServerResponse, { status, body }: Answer): void {
  if (response.destroyed) return
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' })
  response.end(JSON.stringify(body ?? {}))
}
