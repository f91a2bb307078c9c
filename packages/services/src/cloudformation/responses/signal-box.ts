import { type DataStore, entriesOf, type Ids } from '@pasos/engine'

/** What somebody says to a handle of a wait condition. */
export interface Signal {
  Status: 'SUCCESS' | 'FAILURE'
  UniqueId: string
  Reason?: string
  Data?: string
}

/** Signals to handles of wait conditions, which survive a restart. */
export interface SignalBox {
  /** The token of the handle of that key, the same one as before where it has been opened before. */
  open(key: string): Promise<string>
  /** When that waiter began to wait for the handle's signals, in epoch milliseconds. */
  since(token: string, waiter: string): Promise<number>
  read(token: string): Promise<Signal[]>
  /** Resolves once another signal comes. */
  next(token: string): Promise<void>
  /** Takes a signal, the first one of each id; false for a token that nobody has, or for what is none. */
  signal(token: string, body: string): Promise<boolean>
  close(token: string): Promise<void>
}

/** Key: of the handle; value: its token. */
const handleSpace = 'cloudformation.handle'
/** Keys: `TOKEN/`, with the handle's key; `TOKEN/s/UNIQUE-ID`, a signal; `TOKEN/w/WAITER`, when it began. */
const signalSpace = 'cloudformation.signal'

/** AWS says nothing of a limit; nobody waits for more. */
const mostSignals = 10_000

export function openSignalBox({ data, ids, now }: { data: DataStore; ids: Ids; now(): number }): SignalBox {
  const waiting = new Map<string, PromiseWithResolvers<void>>()
  const under = async (prefix: string) => {
    const found: { key: string; value: string }[] = []
    for await (const { key, value } of entriesOf(data, signalSpace, { from: prefix, before: `${prefix.slice(0, -1)}0`, pageSize: 500 })) {
      found.push({ key, value: String(value) })
    }
    return found
  }
  return {
    async open(key) {
      const present = await data.get(handleSpace, key)
      if (present !== undefined) return String(present)
      const token = Array.from({ length: 4 }, () => ids.uuid().replaceAll('-', '')).join('')
      await data.commit([
        { space: handleSpace, key, value: token },
        { space: signalSpace, key: `${token}/`, value: key },
      ])
      return token
    },
    async since(token, waiter) {
      const key = `${token}/w/${waiter}`
      const present = await data.get(signalSpace, key)
      if (present !== undefined) return Number(String(present))
      const begun = now()
      await data.commit([{ space: signalSpace, key, value: String(begun) }])
      return begun
    },
    read: async token => (await under(`${token}/s/`)).map(({ value }) => JSON.parse(value) as Signal),
    next(token) {
      const known = waiting.get(token) ?? Promise.withResolvers<void>()
      waiting.set(token, known)
      return known.promise
    },
    async signal(token, body) {
      if (!/^\w+$/.test(token) || (await data.get(signalSpace, `${token}/`)) === undefined) return false
      const signal = signalIn(body)
      if (!signal || (await under(`${token}/s/`)).length >= mostSignals) return false
      const key = `${token}/s/${signal.UniqueId}`
      if ((await data.get(signalSpace, key)) === undefined) await data.commit([{ space: signalSpace, key, value: JSON.stringify(signal) }])
      waiting.get(token)?.resolve()
      waiting.delete(token)
      return true
    },
    async close(token) {
      waiting.delete(token)
      const handle = await data.get(signalSpace, `${token}/`)
      const all = await under(`${token}/`)
      await data.commit([
        ...(handle === undefined ? [] : [{ space: handleSpace, key: String(handle), value: undefined }]),
        ...all.map(({ key }) => ({ space: signalSpace, key, value: undefined })),
      ])
    },
  }
}

function signalIn(body: string): Signal | undefined {
  try {
    const { Status, UniqueId, Reason, Data } = JSON.parse(body) as Record<string, unknown>
    if ((Status !== 'SUCCESS' && Status !== 'FAILURE') || typeof UniqueId !== 'string' || UniqueId === '' || UniqueId.length > 1_024)
      return undefined
    return { Status, UniqueId, ...(Reason !== undefined && { Reason: String(Reason) }), ...(Data !== undefined && { Data: String(Data) }) }
  } catch {
    return undefined
  }
}
