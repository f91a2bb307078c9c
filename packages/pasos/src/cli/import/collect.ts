import type { HistoryEvent, Json, JsonObject } from '@pasos/asl'
import type { Call } from '../../server/example.ts'
import { message } from '../messages.ts'
import { historyIn } from '../recorded-execution.ts'
import { plainFunctionName } from '../why/function-facts.ts'
import type { Imported, ImportedFunction, ImportedMachine, ImportedRole } from './imported.ts'
import { NOT_SAVED } from './saved-answers.ts'

type Answer = Record<string, unknown>

/** Reads all pages of a list. */
async function* pages(call: Call, service: string, operation: string, input: Answer): AsyncGenerator<Answer> {
  let nextToken: unknown
  do {
    const answer: Answer = await call(service, operation, { ...input, ...(nextToken !== undefined && { nextToken }) })
    yield answer
    nextToken = answer['nextToken']
  } while (typeof nextToken === 'string')
}

/** The ARNs of all state machines there. */
export async function allMachines(call: Call): Promise<string[]> {
  const arns: string[] = []
  for await (const page of pages(call, 'states', 'ListStateMachines', { maxResults: 1_000 })) {
    for (const { stateMachineArn } of page['stateMachines'] as { stateMachineArn: string }[]) arns.push(stateMachineArn)
  }
  return arns
}

/**
 * Reads state machines with their roles, the functions that they name with theirs, and the newest ended executions. What the caller may not read, or
 * is not there, is noted and left out; only a machine itself has to be there.
 */
export async function collect(call: Call, machineArns: readonly string[], executions: number): Promise<Imported> {
  const imported: Imported = { machines: [], functions: [], roles: [], notes: [] }
  for (const arn of machineArns) imported.machines.push(await machineAt(call, arn, executions, imported.notes))
  const names = new Set(imported.machines.flatMap(({ definition }) => functionsNamedIn(definition)))
  for (const name of names) {
    const found = await orNote(imported.notes, name, () => functionOf(call, name, imported.notes))
    if (found !== undefined) imported.functions.push(found)
  }
  const roles = new Set([...imported.machines, ...imported.functions].flatMap(({ roleArn }) => roleArn ?? []))
  for (const arn of roles) {
    const found = await orNote(imported.notes, arn, () => roleOf(call, arn))
    if (found !== undefined) imported.roles.push(found)
  }
  return imported
}

async function machineAt(call: Call, stateMachineArn: string, executions: number, notes: string[]): Promise<ImportedMachine> {
  const told: Answer = await call('states', 'DescribeStateMachine', { stateMachineArn })
  const name = String(told['name'])
  const isStandard = told['type'] !== 'EXPRESS'
  if (executions > 0 && !isStandard) notes.push(message('importNoHistories', { name }))
  const recordings = executions > 0 && isStandard ? await orNote(notes, name, () => newest(call, stateMachineArn, executions)) : []
  return {
    name,
    type: isStandard ? 'STANDARD' : 'EXPRESS',
    definition: String(told['definition']),
    ...(typeof told['roleArn'] === 'string' && { roleArn: told['roleArn'] }),
    isTraced: (told['tracingConfiguration'] as { enabled?: boolean } | undefined)?.enabled === true,
    executions: recordings ?? [],
  }
}

async function newest(call: Call, stateMachineArn: string, limit: number): Promise<ImportedMachine['executions']> {
  const ended: { name: string; executionArn: string }[] = []
  for await (const page of pages(call, 'states', 'ListExecutions', { stateMachineArn })) {
    const all = page['executions'] as { name: string; executionArn: string; status: string }[]
    ended.push(...all.filter(({ status }) => status !== 'RUNNING' && status !== 'PENDING_REDRIVE'))
    if (ended.length >= limit) break
  }
  const found: ImportedMachine['executions'] = []
  for (const { name, executionArn } of ended.slice(0, limit)) {
    const history: HistoryEvent[] = []
    for await (const page of pages(call, 'states', 'GetExecutionHistory', { executionArn, includeExecutionData: true })) {
      history.push(...historyIn(page['events'] as never))
    }
    found.push({ name, history })
  }
  return found
}

/** By ARN anywhere in the text, or by name as `lambda:invoke` takes it. */
function functionsNamedIn(definition: string): string[] {
  const arns = [...definition.matchAll(/arn:aws[\w-]*:lambda:[\w-]+:\d+:function:([\w-]+)/g)].map(([, name]) => name!)
  const names = [...definition.matchAll(/"FunctionName"\s*:\s*"([\w-]+)"/g)].map(([, name]) => name!)
  return [...new Set([...arns, ...names])]
}

async function functionOf(call: Call, name: string, notes: string[]): Promise<ImportedFunction | undefined> {
  const { Configuration, Code } = (await call('lambda', 'GetFunction', { FunctionName: name })) as {
    Configuration: Answer
    Code?: { Location?: string }
  }
  if (Configuration['PackageType'] === 'Image') {
    notes.push(message('importImage', { name }))
    return undefined
  }
  if (Array.isArray(Configuration['Layers']) && Configuration['Layers'].length > 0) notes.push(message('importLayers', { name }))
  const variables = (Configuration['Environment'] as { Variables?: object } | undefined)?.Variables ?? {}
  if (Object.keys(variables).length > 0) notes.push(message('importVariables', { name, variables: Object.keys(variables).join(', ') }))
  return {
    name: plainFunctionName(name),
    arn: String(Configuration['FunctionArn']),
    runtime: String(Configuration['Runtime']),
    handler: String(Configuration['Handler']),
    ...(typeof Configuration['Role'] === 'string' && { roleArn: Configuration['Role'] }),
    timeoutSeconds: Number(Configuration['Timeout'] ?? 3),
    memoryMb: Number(Configuration['MemorySize'] ?? 128),
    environment: Object.keys(variables),
    ...(Code?.Location !== undefined && { codeLocation: Code.Location }),
  }
}

async function roleOf(call: Call, arn: string): Promise<ImportedRole> {
  const RoleName = arn.split('/').at(-1)!
  const iam = (operation: string, input: object): Promise<Answer> => call('iam', operation, input)
  const { Role } = (await iam('GetRole', { RoleName })) as { Role: Answer }
  const { PolicyNames } = (await iam('ListRolePolicies', { RoleName })) as { PolicyNames?: string[] }
  const { AttachedPolicies } = (await iam('ListAttachedRolePolicies', { RoleName })) as {
    AttachedPolicies?: { PolicyName: string; PolicyArn: string }[]
  }
  const policies: ImportedRole['policies'] = []
  for (const PolicyName of PolicyNames ?? []) {
    const { PolicyDocument } = await iam('GetRolePolicy', { RoleName, PolicyName })
    policies.push({ name: PolicyName, document: documentIn(PolicyDocument) })
  }
  const managed: string[] = []
  for (const { PolicyName, PolicyArn } of AttachedPolicies ?? []) {
    if (/^arn:aws[\w-]*:iam::aws:policy\//.test(PolicyArn)) managed.push(PolicyArn)
    // Those of the account are not elsewhere: what they say becomes the role's own.
    else policies.push({ name: PolicyName, document: await accountPolicy(iam, PolicyArn) })
  }
  return { arn, name: RoleName, trustPolicy: documentIn(Role['AssumeRolePolicyDocument']), policies, managedPolicyArns: managed }
}

async function accountPolicy(iam: (operation: string, input: object) => Promise<Answer>, PolicyArn: string): Promise<Json> {
  const { Policy } = (await iam('GetPolicy', { PolicyArn })) as { Policy: { DefaultVersionId: string } }
  const { PolicyVersion } = (await iam('GetPolicyVersion', { PolicyArn, VersionId: Policy.DefaultVersionId })) as {
    PolicyVersion: { Document: unknown }
  }
  return documentIn(PolicyVersion.Document)
}

/** The API has it as text for an address, the AWS CLI prints it as JSON. */
function documentIn(document: unknown): Json {
  return typeof document === 'string' ? (JSON.parse(decodeURIComponent(document)) as Json) : (document as JsonObject)
}

async function orNote<T>(notes: string[], what: string, read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read()
  } catch (error) {
    const { code, message: reason } = error as Error & { code?: string }
    if (code === undefined) throw error
    notes.push(message('importLeftOut', { what, reason: code === NOT_SAVED ? reason : `${code}: ${reason}` }))
    return undefined
  }
}
