import type { Json, JsonObject } from '@pasos/asl'
import { message } from '../messages.ts'
import { fileNames } from './file-names.ts'
import type { Imported, ImportedFunction, ImportedMachine, ImportedRole } from './imported.ts'

/**
 * The files of a project that has what was imported: a template of SAM, which `pasos dev`, `pasos deploy` and AWS read, and beside it the definitions
 * and tests made of executions. ARNs of the functions become placeholders that the template fills in, so that it may stand in any account.
 *
 * @returns texts by path, with `/`
 */
export async function projectFiles({ machines, functions, roles, notes }: Imported): Promise<Map<string, string>> {
  const ids = logicalIds([...machines, ...functions, ...roles].map(({ name }) => name))
  const idOf = (kind: string, name: string) => `${ids.get(name)}${kind}`
  const files = new Map<string, string>()
  const machineFiles = fileNames(machines.map(({ name }) => name))
  const codeFolders = fileNames(functions.map(({ name }) => name))
  const resources: JsonObject = {}
  const roleReference = (arn: string | undefined): JsonObject => {
    const role = roles.find(each => each.arn === arn)
    return role === undefined ? {} : { Role: { 'Fn::GetAtt': [idOf('Role', role.name), 'Arn'] } }
  }
  for (const machine of machines) {
    const { definition, substitutions } = withPlaceholders(machine, functions, name => idOf('Function', name))
    const file = machineFiles.get(machine.name)!
    files.set(`${file}.asl.json`, definition)
    resources[idOf('StateMachine', machine.name)] = machineResource(machine, file, substitutions, roleReference(machine.roleArn))
    const tests = await testsOf(machine, notes)
    if (tests !== undefined) files.set(`${file}.asltest.json`, tests)
  }
  for (const each of functions)
    resources[idOf('Function', each.name)] = functionResource(each, codeFolders.get(each.name)!, roleReference(each.roleArn))
  for (const role of roles) resources[idOf('Role', role.name)] = roleResource(role)
  const template = { AWSTemplateFormatVersion: '2010-09-09', Transform: 'AWS::Serverless-2016-10-31', Resources: resources }
  files.set('template.json', text(template))
  return files
}

function text(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

/** Letters and digits alone, and one for each name. */
function logicalIds(names: readonly string[]): Map<string, string> {
  const ids = new Map<string, string>()
  const taken = new Set<string>()
  for (const name of names) {
    if (ids.has(name)) continue
    const plain = name.replace(/(^|[^A-Za-z0-9]+)([A-Za-z0-9]?)/g, (_, __, letter: string) => letter.toUpperCase()) || 'X'
    let id = plain
    for (let number = 2; taken.has(id); number++) id = `${plain}${number}`
    taken.add(id)
    ids.set(name, id)
  }
  return ids
}

/** The text is kept as it is written but for the ARNs. */
function withPlaceholders(machine: ImportedMachine, functions: readonly ImportedFunction[], idOf: (name: string) => string) {
  const substitutions: JsonObject = {}
  const definition = machine.definition.replace(/arn:aws[\w-]*:lambda:[\w-]+:\d+:function:([\w-]+)/g, (arn, name: string) => {
    if (!functions.some(each => each.name === name)) return arn
    substitutions[`${idOf(name)}Arn`] = { 'Fn::GetAtt': [idOf(name), 'Arn'] }
    return `\${${idOf(name)}Arn}`
  })
  return { definition: `${definition.trimEnd()}\n`, substitutions }
}

function machineResource({ name, type, isTraced }: ImportedMachine, file: string, substitutions: JsonObject, role: JsonObject): Json {
  const filled = Object.keys(substitutions).length > 0 ? { DefinitionSubstitutions: substitutions } : {}
  const tracing = isTraced ? { Tracing: { Enabled: true } } : {}
  return {
    Type: 'AWS::Serverless::StateMachine',
    Properties: { Name: name, Type: type, DefinitionUri: `${file}.asl.json`, ...filled, ...role, ...tracing },
  }
}

function functionResource(
  { name, runtime, handler, timeoutSeconds, memoryMb, environment }: ImportedFunction,
  folder: string,
  role: JsonObject,
): Json {
  const variables = Object.fromEntries(environment.map(each => [each, '']))
  return {
    Type: 'AWS::Serverless::Function',
    Properties: {
      ...{ FunctionName: name, Runtime: runtime, Handler: handler, CodeUri: `functions/${folder}` },
      ...{ Timeout: timeoutSeconds, MemorySize: memoryMb },
      ...(environment.length > 0 && { Environment: { Variables: variables } }),
      ...role,
    },
  }
}

function roleResource({ trustPolicy, policies, managedPolicyArns }: ImportedRole): Json {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: trustPolicy,
      ...(policies.length > 0 && { Policies: policies.map(({ name, document }) => ({ PolicyName: name, PolicyDocument: document })) }),
      ...(managedPolicyArns.length > 0 && { ManagedPolicyArns: managedPolicyArns }),
    },
  }
}

/** What tasks answered then, as mocks; nothing where no execution can be replayed. */
async function testsOf({ executions }: ImportedMachine, notes: string[]): Promise<string | undefined> {
  if (executions.length === 0) return undefined
  const { recordCase } = await import('@pasos/test')
  const tests = executions.flatMap(({ name, history }) => {
    try {
      return [recordCase(name, history)]
    } catch (error) {
      notes.push(message('importNotRecorded', { name, reason: (error as Error).message }))
      return []
    }
  })
  // What really was an answer need not be held against a model of it.
  return tests.length === 0 ? undefined : text({ validation: 'NONE', tests })
}
