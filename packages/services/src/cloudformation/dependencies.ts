import type { Catalog, Clock, DataStore, Ids } from '@pasos/engine'
import type { ServiceHost } from '../declaration/service.ts'
import type { ResponseDesk } from './responses/response-desk.ts'
import type { SignalBox } from './responses/signal-box.ts'

export interface CloudFormationDependencies {
  catalog: Catalog
  data: DataStore
  clock: Clock
  ids: Ids
  callAs: ServiceHost['callAs']
  desk: ResponseDesk
  signals: SignalBox
  /** Where functions of this server, and others on this machine, reach it. */
  responseUrl(token: string): string
  /** Aborted when the server ends. */
  closing: AbortSignal
  logger: { error(message: string, details: Record<string, unknown>): void }
}
