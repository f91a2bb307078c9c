import type { HistoryEvent } from '@pasos/asl'
import type { ExecutionIndex, ExecutionRecord, Runtime, TurnNotice } from '@pasos/engine'
import { afterEach, describe, expect, it } from 'vitest'
import { type Listener, listen } from './listener.ts'
import { liveEvents } from './live-events.ts'

const ARN = 'arn:aws:states:us-east-1:123456789012:execution:m:one'
const record: ExecutionRecord = {
  ...{ executionArn: ARN, stateMachineArn: 'machine', definitionId: 'd', roleArn: 'role', name: 'one', type: 'STANDARD' },
  ...{ status: 'RUNNING', startDate: 0, input: '{"secret":1}', redriveCount: 0 },
}

interface Message {
  id: number | undefined
  data: { record: ExecutionRecord; events: HistoryEvent[]; records: ExecutionRecord[] }
}

/** A history in memory behind the two ports that the streams read; `commit` stores events and then tells of them. */
function smallEngine(count: number) {
  const events: HistoryEvent[] = []
  const listeners = new Set<(notice: TurnNotice) => void>()
  const engine = {
    onRead: () => {},
    listeners,
    commit(more: number) {
      const added = Array.from({ length: more }, (_, at): HistoryEvent => {
        const id = events.length + at + 1
        return { id, previousEventId: id - 1, timestamp: 0, type: 'PassStateEntered' }
      })
      events.push(...added)
      for (const listener of listeners) listener({ record, events: added })
    },
    runtime: {
      subscribe(listener: (notice: TurnNotice) => void) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    } as unknown as Runtime,
    index: {
      describe: (arn: string) => (arn === ARN ? record : undefined),
      history(_arn: string, { after = 0, limit }: { after?: number; limit: number }) {
        const page = { events: events.slice(after, after + limit), more: events.length > after + limit }
        engine.onRead()
        return page
      },
    } as unknown as ExecutionIndex,
  }
  engine.commit(count)
  return engine
}

describe('liveEvents', () => {
  const closing: Array<() => unknown> = []
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close()
  })

  async function serve(engine: ReturnType<typeof smallEngine>): Promise<Listener> {
    const listener = await listen({
      ...{ host: '127.0.0.1', port: 0, routes: [liveEvents(engine)] },
      dispatch: async () => ({ status: 200, headers: {}, body: 'an AWS call' }),
      report: message => expect.unreachable(message),
      senderOf: () => 'owner',
    })
    closing.push(() => listener.close())
    return listener
  }

  /** Reads the stream until `isEnough`, then goes away. */
  async function follow(listener: Listener, path: string, isEnough: (messages: Message[]) => boolean, lastEventId?: number | string) {
    const abort = new AbortController()
    closing.push(() => abort.abort())
    const headers: Record<string, string> = lastEventId === undefined ? {} : { 'last-event-id': String(lastEventId) }
    const answer = await fetch(`http://127.0.0.1:${listener.port}${path}`, { headers, signal: abort.signal })
    const messages: Message[] = []
    let text = ''
    for await (const chunk of answer.body!.pipeThrough(new TextDecoderStream())) {
      const blocks = (text + chunk).split('\n\n')
      text = blocks.pop()!
      for (const block of blocks) {
        const data = /^data: (.*)$/m.exec(block)?.[1]
        const id = /^id: (\d+)$/m.exec(block)?.[1]
        if (data !== undefined) messages.push({ id: id === undefined ? undefined : Number(id), data: JSON.parse(data) })
      }
      if (isEnough(messages)) break
    }
    abort.abort()
    return messages
  }

  const idsOf = (messages: Message[]) => messages.flatMap(message => message.data.events.map(event => event.id))
  const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, at) => first + at)
  const ofOne = `/_pasos/executions/${encodeURIComponent(ARN)}/events`

  it('sends the whole history, its beginning in a small message of its own', async () => {
    const listener = await serve(smallEngine(2_500))
    const messages = await follow(listener, ofOne, all => all.at(-1)?.id === 2_500)
    expect(idsOf(messages)).toEqual(upTo(2_500))
    expect(messages[0]!.data.events).toHaveLength(200)
  })

  it('goes on behind the last event that the page has', async () => {
    const listener = await serve(smallEngine(30))
    const messages = await follow(listener, ofOne, all => all.at(-1)?.id === 30, 12)
    expect(idsOf(messages)).toEqual(upTo(30, 13))
  })

  it.for(['1.5', '-3', '1e400', 'NaN', '9'.repeat(30)])('begins anew behind what is no number of an event: %s', async lastEventId => {
    const listener = await serve(smallEngine(30))
    const messages = await follow(listener, ofOne, all => all.at(-1)?.id === 30, lastEventId)
    expect(idsOf(messages)).toEqual(upTo(30))
  })

  it('answers at once when there is nothing new, so that the page knows how the execution stands', async () => {
    const listener = await serve(smallEngine(3))
    const [message] = await follow(listener, ofOne, all => all.length > 0, 3)
    expect(message).toMatchObject({ id: 3, data: { record: { status: 'RUNNING' }, events: [] } })
  })

  it('neither loses nor doubles what is committed while it reads', async () => {
    const engine = smallEngine(1_500)
    let reads = 0
    engine.onRead = () => {
      if (reads++ < 4) engine.commit(7)
    }
    const listener = await serve(engine)
    const messages = await follow(listener, ofOne, all => (all.at(-1)?.id ?? 0) >= 1_500 + 7 * reads && reads >= 3)
    expect(idsOf(messages)).toEqual(upTo(1_500 + 7 * reads))
  })

  it('lets others have their turn between two pages', async () => {
    const engine = smallEngine(5_000)
    const turns: string[] = []
    engine.onRead = () => {
      turns.push('page')
      setImmediate(() => turns.push('other'))
    }
    const listener = await serve(engine)
    await follow(listener, ofOne, all => all.at(-1)?.id === 5_000)
    expect(turns.join(' ')).not.toContain('page page')
  })

  it('gathers what happens within a moment into one message', async () => {
    const engine = smallEngine(1)
    const listener = await serve(engine)
    const followed = follow(listener, ofOne, all => {
      if (all.length === 1) for (let turn = 0; turn < 20; turn++) engine.commit(1)
      return all.at(-1)?.id === 21
    })
    const messages = await followed
    expect(idsOf(messages)).toEqual(upTo(21))
    expect(messages.length).toBeLessThanOrEqual(3)
  })

  it('stops listening when the page goes', async () => {
    const engine = smallEngine(1)
    const listener = await serve(engine)
    await follow(listener, ofOne, all => all.length > 0)
    await expect.poll(() => engine.listeners.size).toBe(0)
  })

  it('tells of all executions that change, without their data', async () => {
    const engine = smallEngine(1)
    const listener = await serve(engine)
    const followed = follow(listener, '/_pasos/executions/events', all => all.length > 0)
    await expect.poll(() => engine.listeners.size).toBe(1)
    engine.commit(1)
    const [message] = await followed
    expect(message!.data.records).toMatchObject([{ executionArn: ARN, status: 'RUNNING' }])
    expect(message!.data.records[0]).not.toHaveProperty('input')
  })

  it('says so when there is no such execution', async () => {
    const listener = await serve(smallEngine(0))
    const answer = await fetch(`http://127.0.0.1:${listener.port}/_pasos/executions/${encodeURIComponent('arn:nothing')}/events`)
    expect([answer.status, await answer.json()]).toEqual([404, { message: 'Execution Does Not Exist' }])
    const malformed = await fetch(`http://127.0.0.1:${listener.port}/_pasos/executions/%E0%A4/events`)
    expect(malformed.status).toBe(404)
  })
})
