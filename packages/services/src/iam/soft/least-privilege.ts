import type { Catalog } from '@pasos/engine'
import { roleNeeds } from '@pasos/integrations'
import { stateMachineArn } from '../../states/arn.ts'
import type { Revision, StateMachineRecord } from '../../states/state-machine-record.ts'
import { compilePattern } from '../policy/pattern.ts'
import type { PolicyDocument, PolicyStatement } from '../policy/policy-document.ts'
import { requestContext } from '../policy/request-context.ts'
import type { RoleUsage } from './role-usage.ts'

/** What the role of a state machine has to be, and no more. */
export interface LeastPrivilege {
  stateMachineArn: string
  roleArn: string
  trustPolicy: PolicyDocument
  policy: PolicyDocument
  /** What the definition leaves open: the input decides on what it is done, so that the policy has a pattern. */
  open: { action: string; resource: string; states: string[] }[]
  /** What was seen while nothing was refused, and is explicitly denied to the role: no policy allows it as long as that stands. */
  denied: { action: string; resource: string }[]
}

export interface MachineDraft {
  name: string
  definition: string
  /** Its executions will be logged. */
  logs: boolean
}

/** AWS: "Logging in CloudWatch Logs", and "AWS X-Ray and Step Functions", developer guide. */
const logDelivery = ['CreateLogDelivery', 'GetLogDelivery', 'UpdateLogDelivery', 'DeleteLogDelivery', 'ListLogDeliveries']
  .concat('PutResourcePolicy', 'DescribeResourcePolicies', 'DescribeLogGroups')
  .map(name => `logs:${name}`)
const tracing = ['PutTraceSegments', 'PutTelemetryRecords', 'GetSamplingRules', 'GetSamplingTargets'].map(name => `xray:${name}`)

/** The machine of a name or an ARN; nothing where there is none. */
export function leastPrivilegeOf(
  { catalog, usage }: { catalog: Catalog; usage: RoleUsage },
  nameOrArn: string,
  accountId: string,
): LeastPrivilege | undefined {
  const machine = machineOf(catalog, nameOrArn, accountId)
  return machine && leastPrivilege(machine, usage)
}

function machineOf(catalog: Catalog, nameOrArn: string, accountId: string): StateMachineRecord | undefined {
  const known = catalog.get<StateMachineRecord>('stateMachine', nameOrArn)
  if (known) return known
  const named = catalog.list<StateMachineRecord>('stateMachine').filter(({ name }) => name === nameOrArn)
  return named.find(({ stateMachineArn }) => stateMachineArn.split(':')[4] === accountId)
}

/** Of a machine that is only drafted: what its definition says. */
export function leastPrivilegeOfDraft(draft: MachineDraft, place: Parameters<typeof stateMachineArn>[0]): LeastPrivilege {
  const { name, definition, logs } = draft
  const configuration = {
    loggingConfiguration: { level: logs ? ('ALL' as const) : ('OFF' as const), includeExecutionData: false },
    tracingConfiguration: { enabled: false },
    encryptionConfiguration: { type: 'AWS_OWNED_KEY' as const },
  }
  const machine = { stateMachineArn: stateMachineArn(place, name), definition, roleArn: '', ...configuration }
  return leastPrivilege(machine, { usesOf: () => [], servicesOf: () => [] })
}

/** From the definition what it says; from what was seen which of the many it was, and what only calls show. */
export function leastPrivilege(
  machine: Revision & { stateMachineArn: string },
  usage: Pick<RoleUsage, 'usesOf' | 'servicesOf'>,
): LeastPrivilege {
  const { stateMachineArn, roleArn } = machine
  const seen = usage.usesOf(roleArn)
  const wanted = new Map<string, Set<string>>()
  const open = new Map<string, LeastPrivilege['open'][number]>()
  const want = (action: string, resource: string) => wanted.set(action, (wanted.get(action) ?? new Set()).add(resource))
  for (const { state, action, resource, pattern } of roleNeeds(machine.definition, stateMachineArn)) {
    const matched = resource === undefined ? seen.filter(use => use.action === action && fits(pattern, use.resource)) : []
    for (const use of matched) want(action, use.resource)
    if (matched.length > 0) continue
    want(action, resource ?? pattern)
    if (resource !== undefined) continue
    const gap = open.get(`${action} ${pattern}`) ?? { action, resource: pattern, states: [] }
    open.set(`${action} ${pattern}`, { ...gap, states: [...gap.states, state] })
  }
  for (const action of machine.loggingConfiguration.level === 'OFF' ? [] : logDelivery) want(action, '*')
  for (const action of machine.tracingConfiguration.enabled ? tracing : []) want(action, '*')
  const { kmsKeyId } = machine.encryptionConfiguration
  for (const action of kmsKeyId === undefined ? [] : ['kms:Decrypt', 'kms:GenerateDataKey']) want(action, kmsKeyId!)
  for (const { action, resource } of seen) want(action, resource)
  const services = [...new Set(['states.amazonaws.com', ...usage.servicesOf(roleArn)])]
  return {
    ...{ stateMachineArn, roleArn, trustPolicy: trustPolicy(services), policy: policyOf(wanted), open: [...open.values()] },
    denied: seen.filter(({ refused }) => refused === 'explicit-deny').map(({ action, resource }) => ({ action, resource })),
  }
}

const noContext = requestContext({})

function fits(pattern: string, resource: string): boolean {
  return compilePattern(pattern, { variables: false })(resource, noContext)
}

function trustPolicy(services: string[]): PolicyDocument {
  const statement: PolicyStatement = { Effect: 'Allow', Principal: { Service: single(services) }, Action: 'sts:AssumeRole' }
  return { Version: '2012-10-17', Statement: [statement] }
}

/** Actions on the same resources share a statement. A resource that a pattern beside it covers is left out. */
function policyOf(wanted: ReadonlyMap<string, ReadonlySet<string>>): PolicyDocument {
  const byResources = new Map<string, { actions: string[]; resources: string[] }>()
  for (const [action, all] of [...wanted].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const resources = [...all].filter(one => ![...all].some(other => other !== one && fits(other, one))).sort()
    const key = JSON.stringify(resources)
    const group = byResources.get(key) ?? { actions: [], resources }
    group.actions.push(action)
    byResources.set(key, group)
  }
  const statements = [...byResources.values()].map(
    ({ actions, resources }): PolicyStatement => ({ Effect: 'Allow', Action: single(actions), Resource: single(resources) }),
  )
  return { Version: '2012-10-17', Statement: statements }
}

function single(values: string[]): string | string[] {
  return values.length === 1 ? values[0]! : values
}
