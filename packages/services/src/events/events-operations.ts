import type { Operation } from '@pasos/wire'
import { type RefusedMembers, refusingMembers } from '../declaration/refused-members.ts'
import type { EventsDependencies } from './dependencies.ts'
import { validation } from './errors.ts'
import * as destinations from './operations/api-destinations.ts'
import * as archives from './operations/archives.ts'
import * as buses from './operations/buses.ts'
import * as connections from './operations/connections.ts'
import { putEvents } from './operations/put-events.ts'
import * as replays from './operations/replays.ts'
import { deleteRule, describeRule, listRuleNamesByTarget, listRules, putRule, setState, testEventPattern } from './operations/rules.ts'
import { listTagsForResource, tagResource, untagResource } from './operations/tags.ts'
import { listTargetsByRule, putTargets, removeTargets } from './operations/targets.ts'

export function eventsOperations(deps: EventsDependencies): Record<string, Operation> {
  return refusingMembers(
    {
      CancelReplay: replays.cancelReplay(deps),
      CreateArchive: archives.createArchive(deps),
      DeleteArchive: archives.deleteArchive(deps),
      DescribeArchive: archives.describeArchive(deps),
      DescribeReplay: replays.describeReplay(deps),
      ListArchives: archives.listArchives(deps),
      ListReplays: replays.listReplays(deps),
      StartReplay: replays.startReplay(deps),
      UpdateArchive: archives.updateArchive(deps),
      CreateApiDestination: destinations.createApiDestination(deps),
      DeleteApiDestination: destinations.deleteApiDestination(deps),
      DescribeApiDestination: destinations.describeApiDestination(deps),
      ListApiDestinations: destinations.listApiDestinations(deps),
      UpdateApiDestination: destinations.updateApiDestination(deps),
      CreateConnection: connections.createConnection(deps),
      CreateEventBus: buses.createEventBus(deps),
      DeauthorizeConnection: connections.deauthorizeConnection(deps),
      DeleteConnection: connections.deleteConnection(deps),
      DeleteEventBus: buses.deleteEventBus(deps),
      DeleteRule: deleteRule(deps),
      DescribeConnection: connections.describeConnection(deps),
      DescribeEventBus: buses.describeEventBus(deps),
      DescribeRule: describeRule(deps),
      DisableRule: setState(deps, 'DISABLED'),
      EnableRule: setState(deps, 'ENABLED'),
      ListConnections: connections.listConnections(deps),
      ListEventBuses: buses.listEventBuses(deps),
      ListRuleNamesByTarget: listRuleNamesByTarget(deps),
      ListRules: listRules(deps),
      ListTagsForResource: listTagsForResource(deps),
      ListTargetsByRule: listTargetsByRule(deps),
      PutEvents: putEvents(deps),
      PutPermission: buses.putPermission(deps),
      PutRule: putRule(deps),
      PutTargets: putTargets(deps),
      RemovePermission: buses.removePermission(deps),
      RemoveTargets: removeTargets(deps),
      TagResource: tagResource(deps),
      TestEventPattern: testEventPattern(),
      UntagResource: untagResource(deps),
      UpdateConnection: connections.updateConnection(deps),
      UpdateEventBus: buses.updateEventBus(deps),
    },
    refused,
    member => validation(`${member} is not served here.`),
  )
}

/** Of global endpoints and partners. */
const refused: RefusedMembers = { CreateEventBus: ['EventSourceName'], PutEvents: ['EndpointId'] }
