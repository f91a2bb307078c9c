import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deployProject } from '../project/deploy-project.ts'
import { functionsIn } from '../project/function-folders.ts'
import { caller, type InProcess } from './example.ts'
import type { MockConfig } from './mocks/mock-config.ts'
import { openServer } from './open-server.ts'

export interface ThrowawayOptions {
  accountId: string
  region: string
  version: string
  name: string
  definition: string
  type: 'STANDARD' | 'EXPRESS'
  /** A folder with a folder for each function, called like it. */
  functions?: string | undefined
  mocks?: MockConfig | undefined
  onFatal(error: Error): void
}

/** A server for one state machine, in a folder that goes when it is closed: its role may do everything, functions come from a folder. */
export async function openThrowaway(options: ThrowawayOptions): Promise<{ url: string; close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'pasos-run-'))
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  try {
    const server = await openServer({
      ...{ folder, accountId: options.accountId, region: options.region, version: options.version, onFatal: options.onFatal },
      ...{ host: '127.0.0.1', port: 0, posture: { auth: 'trust' }, allowedHosts: [], deployExample: false },
      ...{ retentionDays: 0, keepsAwsLimits: true, executionDays: 0, keepsExpressHistory: false, sandbox: 'any', diskReserveBytes: 0 },
      mocks: options.mocks,
      prepare: target => deploy(target, options),
    })
    const closeAll = async () => {
      await server.close()
      remove()
    }
    // Once, whoever asks: a folder that is removed while the server still closes would be written anew.
    let closed: Promise<void> | undefined
    const close = () => {
      closed ??= closeAll()
      return closed
    }
    return { url: server.url, close }
  } catch (error) {
    remove()
    throw error
  }
}

async function deploy(target: InProcess, { name, definition, type, functions }: ThrowawayOptions): Promise<void> {
  const { accountId, region } = target
  const project = {
    machines: [{ name, file: name, definition, type }],
    functions: functions === undefined ? [] : functionsIn(functions),
  }
  const changes = await deployProject({ call: caller(target), accountId, region }, project)
  const refused = changes.find(({ what }) => what === 'refused')
  if (refused !== undefined) throw new Error(refused.detail)
}
