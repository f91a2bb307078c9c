import { partitionOf } from '@pasos/asl'
import type { OperationContext } from '@pasos/wire'
import { invalidArn } from './errors.ts'

/** A state machine's ARN, perhaps qualified by a version number, an alias or (for Distributed Map children) a label. */
export interface StateMachineArn {
  kind: 'stateMachine'
  /** Without qualifier. */
  baseArn: string
  name: string
  version?: number
  alias?: string
  label?: string
}

export interface ExecutionArn {
  kind: 'execution' | 'express'
  stateMachineName: string
  name: string
}

export interface ActivityArn {
  kind: 'activity'
  name: string
}

export interface MapRunArn {
  kind: 'mapRun'
}

export type StatesArn = StateMachineArn | ExecutionArn | ActivityArn | MapRunArn

type Place = Pick<OperationContext, 'region' | 'accountId'>

export function stateMachineArn(place: Place, name: string): string {
  return `arn:${partitionOf(place.region)}:states:${place.region}:${place.accountId}:stateMachine:${name}`
}

export function activityArn(place: Place, name: string): string {
  return `arn:${partitionOf(place.region)}:states:${place.region}:${place.accountId}:activity:${name}`
}

/** `uuid` tells runs of an EXPRESS machine apart, whose names need not be unique. */
export function executionArn(machineArn: string, name: string, express?: { uuid: string }): string {
  const resource = express ? 'express' : 'execution'
  const arn = `${machineArn.replace(':stateMachine:', `:${resource}:`)}:${name}`
  return express ? `${arn}:${express.uuid}` : arn
}

/** The state machine an execution's ARN names. */
export function machineArnOfExecution(arn: string): string {
  const parts = arn.split(':')
  return [...parts.slice(0, 5), 'stateMachine', parts[6]?.split('/')[0]].join(':')
}

/** The ARN of the machine itself, of one that may be a version's or an alias's: its first seven parts. */
export function withoutQualifier(arn: string): string {
  let end = -1
  for (let parts = 0; parts < 7; parts++) {
    end = arn.indexOf(':', end + 1)
    if (end < 0) return arn
  }
  return arn.slice(0, end)
}

/** Texts are AWS's; an ARN of another service or shape is `Invalid ARN prefix`, another kind of resource `not valid in this context`. */
export function parseArn(arn: string): StatesArn {
  const parts = arn.split(':')
  if (parts.length < 7 || parts[0] !== 'arn' || parts[2] !== 'states') throw invalidArn(`Invalid ARN prefix: ${arn}`)
  const [, , , , , kind = '', name = ''] = parts
  switch (kind) {
    case 'stateMachine':
      return stateMachine(arn, parts)
    case 'execution':
    case 'express':
      if (parts.length < 8) throw invalidArn(`Invalid ARN: ${arn}`)
      return { kind, stateMachineName: name, name: parts[7] ?? '' }
    case 'activity':
      return { kind, name }
    case 'mapRun':
      return { kind }
    default:
      throw invalidArn(`Resource type not valid in this context: ${kind}`)
  }
}

function stateMachine(arn: string, parts: string[]): StateMachineArn {
  if (parts.length > 8) throw invalidArn(`Invalid ARN: ${arn}`)
  const [, , , , , , last = ''] = parts
  // Most name a machine and nothing else.
  if (parts.length === 7 && !last.includes('/')) return { kind: 'stateMachine', baseArn: arn, name: last }
  const [name = '', label] = last.split('/')
  const base: StateMachineArn = { kind: 'stateMachine', baseArn: [...parts.slice(0, 6), name].join(':'), name }
  if (label !== undefined) base.label = label
  const qualifier = parts[7]
  if (qualifier !== undefined && /^\d+$/.test(qualifier)) base.version = Number(qualifier)
  else if (qualifier !== undefined) base.alias = qualifier
  return base
}

function expect<K extends StatesArn['kind']>(arn: string, ...kinds: K[]): Extract<StatesArn, { kind: K }> {
  const parsed = parseArn(arn)
  if (!(kinds as string[]).includes(parsed.kind)) throw invalidArn(`Resource type not valid in this context: ${parsed.kind}`)
  return parsed as Extract<StatesArn, { kind: K }>
}

export function parseStateMachineArn(arn: string): StateMachineArn {
  return expect(arn, 'stateMachine')
}

/**
 * AWS refuses the ARNs of EXPRESS executions, children of a Map Run among them: they have no history in the API. The task of an execution
 * may ask for the end of one that it has started itself.
 */
export function parseExecutionArn(arn: string, asking?: Pick<OperationContext, 'executionArn'>): ExecutionArn {
  const parsed = parseArn(arn)
  return parsed.kind === 'express' && asking?.executionArn !== undefined ? parsed : expect(arn, 'execution')
}

/** AWS: an EXPRESS execution that a Map Run has started is described, but nothing else. */
export function parseDescribedArn(arn: string, asking: Pick<OperationContext, 'executionArn'>): ExecutionArn {
  const parsed = parseArn(arn)
  return parsed.kind === 'express' && parsed.stateMachineName.includes('/') ? parsed : parseExecutionArn(arn, asking)
}

export function parseActivityArn(arn: string): ActivityArn {
  return expect(arn, 'activity')
}

export function parseMapRunArn(arn: string): MapRunArn {
  return expect(arn, 'mapRun')
}

export function parseTaggableArn(arn: string): StateMachineArn | ActivityArn {
  return expect(arn, 'stateMachine', 'activity')
}
