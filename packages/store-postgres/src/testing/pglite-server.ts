import { createRequire } from 'node:module'
import { createServer, type Socket } from 'node:net'

/** What is used of PGlite: PostgreSQL as WebAssembly, in this process, with one session. */
interface Pglite {
  execProtocolRaw(message: Uint8Array): Promise<Uint8Array>
  exec(sql: string): Promise<unknown>
  close(): Promise<void>
}
interface PgliteClass {
  defaultStartParams: string[]
  create(options: { startParams: string[] }): Promise<Pglite>
}

/** A PostgreSQL for contract suites alone, behind a port: it has one database and one session, which connections share. */
export interface PgliteServer {
  port: number
  /** Empties the database and answers its URL. */
  newDatabase(): Promise<string>
  stop(): Promise<void>
}

const byte = (letter: string): number => letter.charCodeAt(0)

/** Where PGlite is, if somebody has installed it: `npm install --no-save @electric-sql/pglite`. */
export function findPglite(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve('@electric-sql/pglite')
  } catch {
    return undefined
  }
}

export async function startPglite(): Promise<PgliteServer> {
  const { PGlite } = (await import(findPglite()!)) as { PGlite: PgliteClass }
  // Without -F it says that it syncs, which its files in memory have no need of.
  const database = await PGlite.create({ startParams: PGlite.defaultStartParams.filter(each => each !== '-F') })
  const turns = oneAtATime()
  const sockets = new Set<Socket>()
  let serial = 0
  const server = createServer(socket => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    serve(socket, `c${serial++}_`, database, turns)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  return {
    port,
    async newDatabase() {
      await turns.take(server)
      await database.exec('DEALLOCATE ALL; SELECT pg_advisory_unlock_all(); DROP SCHEMA public CASCADE; CREATE SCHEMA public')
      turns.give()
      return `postgres://postgres@127.0.0.1:${port}/postgres`
    },
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise(resolve => server.close(resolve))
      await database.close()
    },
  }
}

/** Who has the session: for a message, or until its transaction ends. */
function oneAtATime(): { take(who: object): Promise<void>; give(): void } {
  let owner: object | undefined
  const waiting: { who: object; begin: () => void }[] = []
  return {
    async take(who) {
      if (owner === undefined || owner === who) owner = who
      else await new Promise<void>(begin => waiting.push({ who, begin }))
    },
    give() {
      const next = waiting.shift()
      owner = next?.who
      next?.begin()
    },
  }
}

function serve(socket: Socket, prefix: string, database: Pglite, turns: ReturnType<typeof oneAtATime>): void {
  let unread = Buffer.alloc(0)
  let isGreeted = false
  let batch: Buffer[] = []
  let work = Promise.resolve()
  let isInTransaction = false

  const ask = (messages: Buffer): void => {
    work = work.then(async () => {
      await turns.take(socket)
      const answer = Buffer.from(await database.execProtocolRaw(messages))
      isInTransaction = statusIn(answer) !== byte('I')
      if (!isInTransaction) turns.give()
      if (!socket.destroyed) socket.write(answer)
    })
  }

  socket.on('error', () => undefined)
  socket.on('data', data => {
    unread = Buffer.concat([unread, data])
    if (!isGreeted) {
      if (unread.length < 4 || unread.length < unread.readInt32BE(0)) return
      unread = unread.subarray(unread.readInt32BE(0))
      isGreeted = true
      socket.write(greeting)
    }
    while (unread.length >= 5 && unread.length > unread.readInt32BE(1)) {
      const length = 1 + unread.readInt32BE(1)
      const message = unread.subarray(0, length)
      unread = unread.subarray(length)
      if (message[0] === byte('X')) return void socket.end()
      batch.push(renamed(message, prefix))
      if (message[0] !== byte('S') && message[0] !== byte('Q')) continue
      ask(Buffer.concat(batch))
      batch = []
    }
  })
  socket.on('close', () => {
    work = work.then(async () => {
      if (!isInTransaction) return
      await database.exec('ROLLBACK')
      turns.give()
    })
  })
}

/** Authenticated, with what clients want to know, and ready. */
const greeting = Buffer.concat([
  message('R', Buffer.alloc(4)),
  ...[
    ['server_version', '18.0'],
    ['client_encoding', 'UTF8'],
    ['integer_datetimes', 'on'],
    ['standard_conforming_strings', 'on'],
  ].map(each => message('S', Buffer.from(`${each.join('\0')}\0`))),
  message('K', Buffer.alloc(8)),
  message('Z', Buffer.from('I')),
])

function message(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.write(type)
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

/** Prepared statements are one session's, so each connection's have names of their own. */
function renamed(of: Buffer, prefix: string): Buffer {
  const type = String.fromCharCode(of[0]!)
  const at = type === 'P' ? 5 : type === 'B' ? of.indexOf(0, 5) + 1 : (type === 'D' || type === 'C') && of[5] === byte('S') ? 6 : undefined
  if (at === undefined || of[at] === 0) return of
  return message(type, Buffer.concat([of.subarray(5, at), Buffer.from(prefix), of.subarray(at)]))
}

/** What the last ReadyForQuery of an answer says: idle, or in a transaction, which may have failed. */
function statusIn(answer: Buffer): number | undefined {
  let status: number | undefined
  for (let at = 0; at + 5 <= answer.length; at += 1 + answer.readInt32BE(at + 1)) if (answer[at] === byte('Z')) status = answer[at + 5]
  return status
}
