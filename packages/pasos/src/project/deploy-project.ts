import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { partitionOf } from '@pasos/asl'
import { archiveOf, inlineFiles } from '@pasos/services'
import type { Call } from '../server/example.ts'
import { zipFolder } from '../server/zip-folder.ts'
import { changedStates } from './changed-states.ts'
import { pointToFunctions } from './point-to-functions.ts'
import type { Project, ProjectFunction, ProjectMachine } from './project.ts'

/** What was done for one thing of a project. */
export interface Change {
  kind: 'function' | 'machine'
  name: string
  what: 'created' | 'updated' | 'unchanged' | 'deleted' | 'refused'
  /** States that changed, or why it was refused. */
  detail?: string
  /** Placeholders of a refused machine for which the project has no function. */
  unfilled?: string[]
  /** A refusal that passes by itself: the machine of that name is still being deleted. */
  passes?: true
  ms: number
}

type Outcome = Omit<Change, 'kind' | 'name' | 'ms'>

/** What Lambda leaves out of a function's configuration. */
const NOT_SET: { readonly [member: string]: unknown } = { Environment: { Variables: {} } }

/** Machines and functions share it: it may do everything on the server it is on. */
const ROLE = 'PasosProject'

export interface DeployTarget {
  call: Call
  accountId: string
  region: string
}

/**
 * Brings a server to where a project is: creates what is missing, updates what differs, leaves the rest alone. Running executions keep
 * the definition they began with. What the server refuses is told, and the rest goes on.
 *
 * @param isWanted whether a thing is to be looked at at all
 */
export async function deployProject(
  target: DeployTarget,
  project: Project,
  report: (change: Change) => void = () => undefined,
  isWanted: (kind: Change['kind'], name: string) => boolean = () => true,
): Promise<Change[]> {
  const role = await ensureRole(target)
  const changes: Change[] = []
  const done = async (kind: Change['kind'], name: string, work: () => Promise<Outcome>) => {
    if (!isWanted(kind, name)) return
    const began = performance.now()
    const outcome = await work().catch((error: Error) => ({ what: 'refused' as const, detail: error.message }))
    const change = { kind, name, ...outcome, ms: Math.round(performance.now() - began) }
    changes.push(change)
    report(change)
  }
  for (const each of project.functions) await done('function', each.name, () => deployFunction(target, each, role))
  const names = project.functions.map(({ name }) => name)
  for (const each of project.machines) await done('machine', each.name, () => deployMachine(target, each, names, role))
  return changes
}

/** Deletes what a project names, and the role; what is not there is left out. */
export async function deleteProject({ call, ...place }: DeployTarget, project: Project): Promise<Change[]> {
  const changes: Change[] = []
  const remove = async (kind: Change['kind'], name: string, isThere: () => Promise<unknown>, work: () => Promise<unknown>) => {
    const began = performance.now()
    if ((await orNothing(isThere())) === undefined) return
    await work()
    changes.push({ kind, name, what: 'deleted', ms: Math.round(performance.now() - began) })
  }
  for (const { name } of project.machines) {
    const stateMachineArn = machineArn(place, name)
    const isThere = () => call('states', 'DescribeStateMachine', { stateMachineArn })
    await remove('machine', name, isThere, () => call('states', 'DeleteStateMachine', { stateMachineArn }))
  }
  for (const { name } of project.functions) {
    const FunctionName = name
    const isThere = () => call('lambda', 'GetFunctionConfiguration', { FunctionName })
    await remove('function', name, isThere, () => call('lambda', 'DeleteFunction', { FunctionName }))
  }
  return changes
}

async function ensureRole({ call }: DeployTarget): Promise<string> {
  const known = await orNothing(call('iam', 'GetRole', { RoleName: ROLE }))
  if (known !== undefined) return known.Role.Arn
  const principals = ['states', 'lambda'].map(service => `${service}.amazonaws.com`)
  const statement = { Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: principals } }
  const { Role } = await call('iam', 'CreateRole', { RoleName: ROLE, AssumeRolePolicyDocument: policy(statement) })
  const everything = { Effect: 'Allow', Action: '*', Resource: '*' }
  await call('iam', 'PutRolePolicy', { RoleName: ROLE, PolicyName: 'Everything', PolicyDocument: policy(everything) })
  return Role.Arn
}

async function deployFunction(
  { call }: DeployTarget,
  { name, folder, inline, runtime, handler, ...settings }: ProjectFunction,
  Role: string,
): Promise<Pick<Change, 'what'>> {
  const FunctionName = name
  const ZipFile = folder === undefined ? archiveOf(inlineFiles(runtime, inline.text)) : await zipFolder(folder)
  const declared = configurationOf({ runtime, handler, ...settings })
  const known = await orNothing(call('lambda', 'GetFunctionConfiguration', { FunctionName }))
  if (known === undefined) {
    await call('lambda', 'CreateFunction', { FunctionName, Role, Timeout: 60, ...declared, Code: { ZipFile } })
    return { what: 'created' }
  }
  const isSameEntry = Object.entries(declared).every(([member, value]) => isDeepStrictEqual(known[member] ?? NOT_SET[member], value))
  const isSameCode = known.CodeSha256 === createHash('sha256').update(ZipFile).digest('base64')
  if (!isSameEntry) await call('lambda', 'UpdateFunctionConfiguration', { FunctionName, ...declared })
  if (!isSameCode) await call('lambda', 'UpdateFunctionCode', { FunctionName, ZipFile })
  return { what: isSameEntry && isSameCode ? 'unchanged' : 'updated' }
}

/** As Lambda has it; what nothing says stays as it is there. */
function configurationOf({ runtime, handler, timeoutSeconds, memoryMb, environment }: Omit<ProjectFunction, 'name' | 'folder' | 'inline'>) {
  return {
    ...{ Runtime: runtime, Handler: handler },
    ...(timeoutSeconds !== undefined && { Timeout: timeoutSeconds }),
    ...(memoryMb !== undefined && { MemorySize: memoryMb }),
    ...(environment !== undefined && { Environment: { Variables: environment } }),
  }
}

async function deployMachine(
  { call, ...place }: DeployTarget,
  { name, definition: written, type }: ProjectMachine,
  functions: readonly string[],
  roleArn: string,
): Promise<Outcome> {
  const arnOf = (each: string) => `arn:${partitionOf(place.region)}:lambda:${place.region}:${place.accountId}:function:${each}`
  const definition = pointToFunctions(written, functions, arnOf)
  const stateMachineArn = machineArn(place, name)
  const known = await orNothing(call('states', 'DescribeStateMachine', { stateMachineArn }))
  // It is described like any other until its executions have ended, and is gone then.
  if (known?.status === 'DELETING') return { what: 'refused', detail: `State Machine is being deleted: '${stateMachineArn}'`, passes: true }
  if (known?.definition === definition) return { what: 'unchanged' }
  try {
    if (known === undefined) await call('states', 'CreateStateMachine', { name, type, roleArn, definition })
    else await call('states', 'UpdateStateMachine', { stateMachineArn, definition })
  } catch (error) {
    const unfilled = [...new Set(definition.match(/\$\{\w+\}/g))]
    return { what: 'refused', detail: (error as Error).message, ...(unfilled.length > 0 && { unfilled }) }
  }
  if (known === undefined) return { what: 'created' }
  const changed = changedStates(known.definition, definition)
  return { what: 'updated', ...(changed.length > 0 && { detail: changed.join(', ') }) }
}

function machineArn({ accountId, region }: Omit<DeployTarget, 'call'>, name: string): string {
  return `arn:${partitionOf(region)}:states:${region}:${accountId}:stateMachine:${name}`
}

/** Nothing where the server says that there is none. */
async function orNothing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer
  } catch (error) {
    const { code = '', name = '' } = error as { code?: string; name?: string }
    if (/NotFound|DoesNotExist|NoSuchEntity/.test(`${code} ${name}`)) return undefined
    throw error
  }
}

function policy(statement: object): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: [statement] })
}
