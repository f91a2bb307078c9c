import type { eventbridge, Operation } from '@pasos/wire'
import type { EventsDependencies } from '../dependencies.ts'
import { illegalReplayStatus, replayExists, replayNotFound, validation } from '../errors.ts'
import { type ReplayRecord, replayArn, replayKind, requireArchive, requireReplay } from '../records/archive-record.ts'
import { pageOf } from '../records/pages.ts'

/** Events go to the bus that they came from, to all of its rules or to those that are named. */
export function startReplay({
  catalog,
  clock,
  replays,
}: EventsDependencies): Operation<eventbridge.StartReplayRequest, eventbridge.StartReplayResponse> {
  return async (input, context) => {
    const { ReplayName: name = '', EventSourceArn = '', EventStartTime, EventEndTime, Destination, Description } = input
    const archive = requireArchive(catalog, EventSourceArn)
    const { Arn: busArn = '', FilterArns: ruleArns = [] } = Destination ?? {}
    if (busArn !== archive.busArn) {
      throw validation('Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.')
    }
    const [from, before] = [EventStartTime?.getTime() ?? 0, EventEndTime?.getTime() ?? 0]
    if (from >= before) throw validation('Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.')
    const arn = replayArn(context, name)
    const replay: ReplayRecord = {
      ...{ arn, name, archiveArn: archive.arn, busArn, ruleArns, from, before, state: 'RUNNING', startedAt: clock.now() },
      ...(Description !== undefined && { description: Description }),
    }
    await catalog.update<ReplayRecord, void>(replayKind, arn, current => {
      if (current) throw replayExists(name)
      return { next: replay, result: undefined }
    })
    replays.begin(replay)
    return { ReplayArn: arn, State: 'STARTING', ReplayStartTime: new Date(replay.startedAt) }
  }
}

export function describeReplay({
  catalog,
}: EventsDependencies): Operation<eventbridge.DescribeReplayRequest, eventbridge.DescribeReplayResponse> {
  return (input, context) => {
    const replay = requireReplay(catalog, context, input.ReplayName ?? '')
    const { arn, description, busArn, ruleArns } = replay
    return {
      ...{ ReplayArn: arn, ...shown(replay) },
      ...(description !== undefined && { Description: description }),
      Destination: { Arn: busArn, ...(ruleArns.length > 0 && { FilterArns: ruleArns }) },
    }
  }
}

export function listReplays({ catalog }: EventsDependencies): Operation<eventbridge.ListReplaysRequest, eventbridge.ListReplaysResponse> {
  return (input, context) => {
    const { NamePrefix = '', State, EventSourceArn } = input
    const all = catalog.list<ReplayRecord>(replayKind, replayArn(context, NamePrefix))
    const asked = all.filter(
      ({ state, archiveArn }) =>
        (State === undefined || state === State) && (EventSourceArn === undefined || archiveArn === EventSourceArn),
    )
    const { items, nextToken } = pageOf(asked, input)
    return { Replays: items.map(shown), ...(nextToken !== undefined && { NextToken: nextToken }) }
  }
}

export function cancelReplay({
  catalog,
}: EventsDependencies): Operation<eventbridge.CancelReplayRequest, eventbridge.CancelReplayResponse> {
  return (input, context) => {
    const name = input.ReplayName ?? ''
    return catalog.update<ReplayRecord, eventbridge.CancelReplayResponse>(replayKind, replayArn(context, name), replay => {
      if (!replay) throw replayNotFound(name)
      if (replay.state !== 'RUNNING') throw illegalReplayStatus(name)
      return { next: { ...replay, state: 'CANCELLING' }, result: { ReplayArn: replay.arn, State: 'CANCELLING' } }
    })
  }
}

function shown({ name, archiveArn, state, from, before, startedAt, endedAt, lastReplayedAt }: ReplayRecord) {
  return {
    ...{ ReplayName: name, EventSourceArn: archiveArn, State: state },
    ...{ EventStartTime: new Date(from), EventEndTime: new Date(before), ReplayStartTime: new Date(startedAt) },
    ...(lastReplayedAt !== undefined && { EventLastReplayedTime: new Date(lastReplayedAt) }),
    ...(endedAt !== undefined && { ReplayEndTime: new Date(endedAt) }),
  }
}
