import { ApiError, awsJson } from './aws-json.ts'
import { tokenPages } from './aws-pages.ts'

const call = awsJson({ service: 'events', target: 'AWSEvents', version: '1.1' })

export interface Rule {
  Name: string
  Arn: string
  State: string
  Description?: string
  EventPattern?: string
  ScheduleExpression?: string
  ManagedBy?: string
}

export interface BusEvent {
  source: string
  type: string
  /** JSON. */
  detail: string
}

export const listBuses = () => tokenPages<{ Name: string; Arn: string; Description?: string }>(call, 'ListEventBuses', 'EventBuses')

export const listRules = (EventBusName: string) => tokenPages<Rule>(call, 'ListRules', 'Rules', { EventBusName })

export const listTargets = (EventBusName: string, Rule: string) =>
  tokenPages<{ Id: string; Arn: string }>(call, 'ListTargetsByRule', 'Targets', { EventBusName, Rule })

export const switchRule = (EventBusName: string, Name: string, isOn: boolean) =>
  call(isOn ? 'EnableRule' : 'DisableRule', { EventBusName, Name })

/** Puts one event on a bus. What the bus refuses is told in the answer's entry, not as an error of the call. */
export async function putEvent(EventBusName: string, event: BusEvent): Promise<void> {
  const entry = { EventBusName, Source: event.source, DetailType: event.type, Detail: event.detail }
  const answer = await call<{ Entries?: { ErrorCode?: string; ErrorMessage?: string }[] }>('PutEvents', { Entries: [entry] })
  const refused = answer.Entries?.find(each => each.ErrorCode)
  if (refused) throw new ApiError(refused.ErrorCode!, refused.ErrorMessage ?? '', undefined)
}

export const createBus = (Name: string) => call('CreateEventBus', { Name })
