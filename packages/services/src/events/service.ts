import type { FeedEntry } from '@pasos/engine'
import { eachOf, onArnIn, onEverything, onNameIn } from '../declaration/access.ts'
import { hasMilestone, milestonesOf } from '../declaration/milestones.ts'
import type { Access, Input, PassedRole, Service, ServiceHost } from '../declaration/service.ts'
import { tellingOfAll } from '../declaration/told.ts'
import { kmsService } from '../kms/service.ts'
import type { Connections } from './connections/connections.ts'
import type { BusRouter } from './delivery/bus-router.ts'
import { deliverySpace } from './delivery/delivery.ts'
import { archiveKind } from './records/archive-record.ts'
import { busArnOf, findBus, type Place } from './records/bus-record.ts'
import { type ConnectionRecord, connectionKind } from './records/connection-record.ts'
import { ruleKind } from './records/rule-record.ts'

const events = 'events.amazonaws.com'

const onBus: Access = { resources: (input, context) => [busArnOf(input['EventBusName'] ?? input['Name'], context)] }

function ruleArnOf(input: Input, place: Place): string {
  const bus = busArnOf(input['EventBusName'], place)
  const name = bus.split('/').slice(1).join('/')
  const rule = String(input['Name'] ?? input['Rule'])
  return bus.replace(/:event-bus\/.*$/, `:rule/${name === 'default' ? '' : `${name}/`}${rule}`)
}

const onRule: Access = { resources: (input, context) => [ruleArnOf(input, context)] }

/** Each bus that an entry names. */
const onBuses: Access = {
  resources: (input, context) => {
    const entries = Array.isArray(input['Entries']) ? (input['Entries'] as Record<string, unknown>[]) : []
    const named = entries.length > 0 ? entries.map(entry => entry['EventBusName']) : [undefined]
    return [...new Set(named.map(name => busArnOf(name, context)))]
  },
}

function targetRoles(input: Input): PassedRole[] {
  const targets = Array.isArray(input['Targets']) ? (input['Targets'] as Record<string, unknown>[]) : []
  return targets.flatMap(({ RoleArn }) => (typeof RoleArn === 'string' ? [{ arn: RoleArn, service: events }] : []))
}

/** What other services use of EventBridge. */
export interface EventsFace {
  router: BusRouter
  connections: Connections
}

/** Amazon EventBridge, API version 2015-10-07: buses, rules, targets, schedules of rules, connections. */
export const eventsService: Service<EventsFace> = {
  scope: 'events',
  consumes: ['kms'],
  operations: {
    ...eachOf(['CreateEventBus', 'DeleteEventBus', 'DescribeEventBus', 'PutPermission', 'RemovePermission'], onBus),
    UpdateEventBus: onBus,
    ...eachOf(['DeleteRule', 'DescribeRule', 'DisableRule', 'EnableRule', 'ListTargetsByRule', 'RemoveTargets'], onRule),
    PutRule: {
      ...onRule,
      passes: ({ RoleArn }) => (typeof RoleArn === 'string' ? [{ arn: RoleArn, service: events }] : []),
    },
    PutTargets: { ...onRule, passes: targetRoles },
    PutEvents: { ...onBuses, bodyBytes: 8 * 1024 * 1024, leavesWrites: true },
    ...eachOf(['ListTagsForResource', 'TagResource', 'UntagResource'], onArnIn('ResourceARN')),
    ...eachOf(
      ['CreateConnection', 'DeauthorizeConnection', 'DeleteConnection', 'DescribeConnection', 'UpdateConnection'],
      onNameIn('Name', 'connection/'),
    ),
    ...eachOf(
      ['CreateApiDestination', 'DeleteApiDestination', 'DescribeApiDestination', 'UpdateApiDestination'],
      onNameIn('Name', 'api-destination/'),
    ),
    ...eachOf(['CreateArchive', 'DeleteArchive', 'DescribeArchive', 'UpdateArchive'], onNameIn('ArchiveName', 'archive/')),
    ...eachOf(['CancelReplay', 'DescribeReplay'], onNameIn('ReplayName', 'replay/')),
    StartReplay: onArnIn('EventSourceArn'),
    ...eachOf(
      [
        'ListApiDestinations',
        'ListArchives',
        'ListReplays',
        'ListConnections',
        'ListEventBuses',
        'ListRuleNamesByTarget',
        'ListRules',
        'TestEventPattern',
      ],
      onEverything,
    ),
  },
  tells: tellingOfAll('events', action => (action === 'events:ListRules' ? 'rule/*' : undefined)),
  resourcePolicy: (arn, catalog) => (arn.includes(':event-bus/') ? findBus(catalog, arn)?.policy : undefined),
  async start(host) {
    const { hasDeliveries } = await import('../retried-delivery/retried-deliveries.ts')
    const hasRules = (): boolean => [ruleKind, archiveKind].some(kind => host.catalog.list(kind).length > 0)
    const isAwaited = host.catalog
      .list<ConnectionRecord>(connectionKind)
      .some(({ state, parameters }) => state === 'AUTHORIZING' || parameters)
    if (hasRules() || isAwaited || (await hasDeliveries(host.data, deliverySpace))) await host.neighbour(eventsService)
    // Where there are neither rules nor archives nothing of this service is loaded, whatever executions do.
    const tell = async (entries: readonly FeedEntry[]): Promise<void> => {
      const [{ router }, { tellStatusChanges }] = await Promise.all([faceOf(host), import('./delivery/tell-status-changes.ts')])
      await tellStatusChanges(host, router, entries)
    }
    const isTold = (entry: FeedEntry): boolean => entry.execution.type === 'STANDARD' && hasMilestone(entry) && hasRules()
    return host.follow('execution-status-events', tell, entry => (isTold(entry) ? milestonesOf(entry) : undefined))
  },
  async open(host) {
    const [
      { eventsOperations },
      { openDelivery },
      { scheduledRules },
      { openConnections },
      { connectionSecrets, sealReadable },
      { archivedEvents },
      { openReplays },
      { proveBusKey },
    ] = await Promise.all([
      import('./events-operations.ts'),
      import('./delivery/open-delivery.ts'),
      import('./delivery/scheduled-rules.ts'),
      import('./connections/connections.ts'),
      import('./connections/connection-secrets.ts'),
      import('./archive/archived-events.ts'),
      import('./archive/replays.ts'),
      import('./delivery/bus-key.ts'),
    ])
    const { catalog, data, clock, ids, logger, outgoing } = host
    const secrets = connectionSecrets(async () => {
      const kms = host.neighbour(kmsService)
      if (!kms) throw new Error('EventBridge cannot keep connections without KMS')
      return kms
    })
    const connections = openConnections({ catalog, clock, outgoing, secrets, logger })
    const archived = archivedEvents({ catalog, data, clock, logger })
    const { router, deliveries } = openDelivery(host, connections, archived)
    const replays = openReplays({ catalog, data, clock, archived, router, logger })
    const schedules = scheduledRules({ catalog, data, clock, ids, router, logger })
    await sealReadable(catalog, secrets)
    connections.resume()
    await deliveries.resume()
    schedules.start()
    archived.start()
    replays.resume()
    return {
      operations: eventsOperations({
        catalog,
        data,
        clock,
        ids,
        router,
        archived,
        replays,
        connections,
        logger,
        proveBusKey: bus => proveBusKey(host, bus, []),
      }),
      face: { router, connections },
      close() {
        schedules.stop()
        archived.close()
        replays.close()
        deliveries.close()
        router.close()
      },
    }
  },
}

async function faceOf(host: ServiceHost): Promise<EventsFace> {
  const face = await host.neighbour(eventsService)
  if (!face) throw new Error('EventBridge follows executions, but is not served')
  return face
}
