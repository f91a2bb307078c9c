import {
  type Engine,
  expressionThreads,
  openEngine,
  type StoredObjects,
  s3ItemSource,
  s3ResultSink,
  systemClock,
  systemIds,
  type TaskRunner,
} from '@pasos/engine'
import { plainVault, sqliteStore } from '@pasos/store-sqlite'
import { type Composition, composeServices } from '../../packages/pasos/src/server/compose-services.ts'
import { caller } from '../../packages/pasos/src/server/example.ts'
import { allServices } from '../../packages/services/src/index.ts'

export const place = { accountId: '123456789012', region: 'us-east-1' }

/** An engine with all services on it, as the server puts them together, but nothing listens. */
export interface ComposedEngine {
  engine: Engine
  objects: StoredObjects
  /** Calls an operation as the account's owner. */
  call: ReturnType<typeof caller>
  /** Makes a role for state machines that may do these actions everywhere; answers its ARN. */
  role(name: string, actions: readonly string[]): Promise<string>
  close(): Promise<void>
}

/** `runners` come before the services' own connectors; `watched` sees what distributed Maps read and write. */
export async function openComposedEngine(
  folder: string,
  { runners = [], watched = objects => objects }: { runners?: TaskRunner[]; watched?: (objects: StoredObjects) => StoredObjects } = {},
): Promise<ComposedEngine> {
  const fail = (error: unknown): never => {
    throw error
  }
  const longExpressions = expressionThreads()
  let composition: Composition | undefined
  let objects: StoredObjects | undefined
  const watchedObjects = (): StoredObjects => (objects ??= watched(composition!.objects))
  const engine = await openEngine({
    ...{ store: sqliteStore({ folder }), ...place, longExpressions, onFatal: fail, onDefect: fail },
    itemSources: [s3ItemSource(watchedObjects)],
    resultSinks: [s3ResultSink(watchedObjects)],
    connectors: ports => {
      composition = composeServices({
        ...{ ...ports, ...place, folder, vault: plainVault, longExpressions, clock: systemClock, ids: systemIds, services: allServices },
        ...{ functionClock: undefined, iam: 'enforce', sandbox: 'process', allowedHttp: [], givenKeys: new Map() },
        ...{ endpoint: () => 'http://127.0.0.1', functionEndpoint: () => 'http://127.0.0.1' },
        activities: () => Promise.reject(new Error('no activity takes part')),
        logger: { error: (message, details) => fail(new Error(`${message}: ${JSON.stringify(details)}`)) },
      })
      return [...runners, ...composition.connectors]
    },
  })
  const call = caller({ ...place, services: composition!.operations })
  const policy = (statement: object): string => JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
  return {
    ...{ engine, objects: composition!.objects, call },
    async role(RoleName, Action) {
      const trust = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'states.amazonaws.com' } }
      const { Role } = await call('iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument: policy(trust) })
      const PolicyDocument = policy({ Effect: 'Allow', Action, Resource: '*' })
      await call('iam', 'PutRolePolicy', { RoleName, PolicyName: 'p', PolicyDocument })
      return Role.Arn
    },
    async close() {
      await composition!.close()
      await longExpressions.close()
      await engine.close()
    },
  }
}
