import pg from 'pg'
import { hostsOf, withoutPassword } from './hosts.ts'
import { isLost } from './lost.ts'

/** One connection to PostgreSQL. What is asked without waiting is sent at once and answered in its order. */
export interface Session {
  /** Runs a statement, prepared on its first use, and answers its rows. */
  rows<R>(text: string, values?: readonly unknown[]): Promise<R[]>
  /** Runs statements as they are. */
  run(text: string): Promise<void>
  readonly isLost: boolean
  end(): Promise<void>
  /** Gives the connection up at once, as lost. */
  drop(): void
}

/** Opens a connection to the server that takes writes; rejects when none of the hosts does. */
export type Connect = (onLost?: (error: Error) => void) => Promise<Session>

const connectMs = 5_000
/** A server that does not hear the farewell is not waited for. */
const farewellMs = 5_000
const int8 = 20
/**
 * A client that stands still or has vanished must not keep for hours what it had in hand: a transaction that it goes on with no more is undone, and
 * a machine that does not answer is given up.
 */
const forThoseThatVanish =
  "SET idle_in_transaction_session_timeout = '30s'; SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 4; SET tcp_user_timeout = '30s'"

/** Names of prepared statements; the same text has the same name on every connection. */
const names = new Map<string, string>()

function nameOf(text: string): string {
  let name = names.get(text)
  if (name === undefined) {
    name = `pasos_${names.size + 1}`
    names.set(text, name)
  }
  return name
}

/**
 * `url` may name several hosts; whichever takes writes is used, so that a promoted standby is found. `settings` are statements run on each
 * new connection; those that are open are in `open`.
 */
export function connector(url: string, settings = '', open?: Set<Session>): Connect {
  const hosts = hostsOf(url)
  return async onLost => {
    let failure: unknown
    for (const host of hosts) {
      try {
        return await connect(host, settings, { onLost, open })
      } catch (error) {
        // A standby that is behind may not know the database yet. What has another reason than the connection says more.
        if (failure === undefined || isLost(failure)) failure = error
      }
    }
    const reason = failure instanceof Error ? failure.message || failure.name : String(failure)
    throw Object.assign(new Error(`PostgreSQL at ${withoutPassword(url)} can't be had: ${reason}`), {
      code: (failure as { code?: string }).code,
    })
  }
}

interface Keeping {
  onLost: ((error: Error) => void) | undefined
  open: Set<Session> | undefined
}

async function connect(connectionString: string, settings: string, { onLost, open }: Keeping): Promise<Session> {
  const client = new pg.Client({
    ...{ connectionString, application_name: 'pasos', keepAlive: true, keepAliveInitialDelayMillis: 5_000 },
    ...{ connectionTimeoutMillis: connectMs, pipeline: true },
    types: {
      // Counters and numbers of executions stay below 2^53.
      getTypeParser: (oid: number, format?: 'text' | 'binary') => (oid === int8 ? Number : pg.types.getTypeParser(oid, format as 'text')),
    },
  } as pg.ClientConfig)
  let lost: Error | undefined
  let isEnding = false
  let forget = (): void => undefined
  const lose = (error: Error): void => {
    forget()
    if (lost || isEnding) return
    lost = error
    onLost?.(error)
  }
  /** pg has no other way to leave a server that says nothing any more. */
  const cut = (): void => void (client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy()
  client.on('error', lose)
  client.on('end', () => lose(new Error('The connection to PostgreSQL has ended.')))
  await client.connect()
  const session: Session = {
    async rows<R>(text: string, values: readonly unknown[] = []) {
      const result = await client.query({ name: nameOf(text), text, values: values as unknown[] })
      return result.rows as R[]
    },
    async run(text) {
      await client.query(text)
    },
    get isLost() {
      return lost !== undefined
    },
    async end() {
      isEnding = true
      forget()
      const late = setTimeout(cut, farewellMs)
      await client.end().catch(() => undefined)
      clearTimeout(late)
    },
    drop() {
      lose(new Error('The connection to PostgreSQL was given up.'))
      cut()
    },
  }
  open?.add(session)
  forget = () => void open?.delete(session)
  try {
    const [state] = await session.rows<{ standby: boolean }>('SELECT pg_is_in_recovery() AS standby')
    if (state?.standby) throw Object.assign(new Error('it is a standby, which takes no writes'), { code: '25006' })
    // Joins by anything but nested loops over indexes win nothing here, and are what a planner with old figures turns to.
    await session.run(
      'SET jit = off; SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_bitmapscan = off',
    )
    await session.run(forThoseThatVanish)
    if (settings !== '') await session.run(settings)
    return session
  } catch (error) {
    await session.end()
    throw error
  }
}
