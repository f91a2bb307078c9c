import { createHash } from 'node:crypto'
import type { LogWriter } from '../logs/log-writer.ts'
import type { CodeStore, FunctionHost, HostedEnd, HostedInvocation } from './function-host.ts'

/** What stands in for the processes of functions. */
export interface EchoHost extends FunctionHost {
  invocations: HostedInvocation[]
  /** What functions answer instead of their payload, once set. */
  answer?: (payload: string) => HostedEnd
  writeTo(writer: LogWriter): void
}

/** For tests: functions that answer their payload, and fail when it says so. */
export function echoHost(): EchoHost {
  const invocations: HostedInvocation[] = []
  let writer: LogWriter | undefined
  const host: EchoHost = {
    invocations,
    writeTo: next => {
      writer = next
    },
    supports: runtime => /^(nodejs|python|provided)/.test(runtime),
    lacks: async runtime => (runtime === 'python3.8' ? 'This machine has no python3.8 and no python3 to run it.' : undefined),
    retire: () => undefined,
    invoke: async (spec, invocation) => {
      invocations.push(invocation)
      if (host.answer) return host.answer(invocation.payload)
      writer?.append(spec.logGroup, 'stream', [{ timestamp: Date.now(), message: invocation.payload }])
      const logTail = invocation.wantsLogTail ? { logTail: Buffer.from('log').toString('base64') } : {}
      return {
        payload: invocation.payload,
        ...logTail,
        ...(/"fail"|\\"fail\\"/.test(invocation.payload) ? { functionError: 'Unhandled' } : {}),
      }
    },
  }
  return host
}

/** For tests: takes everything that begins like a zip file. */
export function memoryCodeStore(): CodeStore {
  const archives = new Map<string, Uint8Array>()
  return {
    archive: async sha256 => archives.get(sha256),
    directory: sha256 => `/code/${sha256}`,
    put: async archive => {
      if (Buffer.from(archive).toString('latin1', 0, 2) !== 'PK') return { refused: 'Could not unzip uploaded file.' }
      const sha256 = createHash('sha256').update(archive).digest('base64')
      archives.set(sha256, Uint8Array.from(archive))
      return { code: { sha256, size: archive.length } }
    },
  }
}
