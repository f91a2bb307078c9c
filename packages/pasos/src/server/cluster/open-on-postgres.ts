import { systemClock } from '@pasos/engine'
import { sandboxLevel } from '@pasos/lambda/sandbox'
import { allServices, chooseServices, reservedConcurrencyOf } from '@pasos/services'
import { openRootKey } from '../door/root-key.ts'
import { executionLimits } from '../execution-limits.ts'
import type { Server, ServerOptions } from '../open-server.ts'
import { type NodeOptions, openNode } from './open-node.ts'

/** A node of a cluster, which opens a server of its own with `openHome` when it is its turn. */
export async function openOnPostgres(
  options: ServerOptions & { postgres: string; finishMs: number },
  openHome: NodeOptions['openHome'],
  report: NodeOptions['report'],
): Promise<Server> {
  const { folder, clock = systemClock, mocks, otlp, iam } = options
  // What one node alone is asked or told: mocked answers, what policies would have refused, the traces of tasks.
  const isSpread = mocks === undefined && otlp === undefined && iam !== 'soft'
  const services = chooseServices(allServices, options.services)
  const forwards = options.forward !== undefined && options.forward.size > 0
  const node = await openNode({
    ...options,
    ...{ clock, report, openHome, functionClock: options.clock, onWaiting: options.onWaiting },
    ...{ hasRootKey: options.posture.auth === 'verify', onOtherRootKey: options.onOtherRootKey },
    limits: executionLimits(options.keepsAwsLimits, options.executionDays),
    services,
    givenKeys: options.oidcKeys ?? new Map(),
    allowedHttp: options.allowedHttp ?? [],
    reachedAt: options.reachedAt ?? { host: '127.0.0.1', port: 0 },
    isSpread,
    // Calls go elsewhere from the home.
    answersCalls: isSpread && !forwards && services.some(({ scope }) => scope === 'states'),
    // Each node counts its own invocations, so those of a function whose concurrency is reserved all go through the home.
    runsAnywhere: (name, catalog) => reservedConcurrencyOf(catalog, name, options) === undefined,
  })
  const rootKey = options.posture.auth === 'verify' ? openRootKey(folder) : undefined
  return { ...node, folder, rootKey, sandbox: sandboxLevel(options.sandbox) }
}
