import { isJsonObject, type Json } from '@pasos/asl'
import type { DataStore } from '@pasos/engine'
import { validationError } from '../errors.ts'
import { type ExportRecord, exportSpace, nameKey, type ResourceRecord, type StackRecord } from '../records/stack-record.ts'
import type { ResourceContext } from '../resources/resource-type.ts'
import { evaluate, type Scope, unresolved, within } from '../template/evaluate.ts'
import { isStoredParameter, parameterReference } from '../template/parameters.ts'
import type { Template } from '../template/template.ts'

/** What a template's functions stand for in a stack. */
export interface StackScope extends Scope {
  /** What has been imported so far. */
  imports: Set<string>
}

type Place = Pick<StackRecord, 'stackId' | 'name' | 'accountId' | 'region' | 'deployed' | 'notificationArns'>

/** @param known the resources as far as they are there; what is not has no value yet */
export async function stackScope(
  { data, call, partition, isLeaving }: { data: DataStore; call: ResourceContext['call']; partition: string; isLeaving: boolean },
  { template, stack }: { template: Template; stack: Place },
  known: ReadonlyMap<string, Pick<ResourceRecord, 'physicalId' | 'attributes' | 'type'>>,
): Promise<StackScope> {
  const parameters = new Map<string, Json>(Object.entries(pseudoParameters(stack, partition)))
  for (const [name, value] of Object.entries(stack.deployed.parameters)) {
    const type = template.parameters[name]?.['Type']
    const text = isStoredParameter(type) && !isLeaving ? await storedValue(value, call) : value
    parameters.set(name, parameterReference(type, text))
  }
  const exported = await importedValues(data, stack, template, parameters)
  const imports = new Set<string>()
  return {
    ...{ mappings: template.mappings, conditions: template.conditions, region: stack.region, imports },
    parameter: name => parameters.get(name),
    reference: id => known.get(id)?.physicalId ?? unresolved,
    attribute(id, name) {
      const resource = known.get(id)
      if (resource === undefined) return unresolved
      const value = within(resource.attributes, name.split('.'))
      if (value === undefined && resource.physicalId !== undefined) {
        throw validationError(`Template error: resource ${id} does not support attribute type ${name} in Fn::GetAtt`)
      }
      return value ?? unresolved
    },
    imported(name) {
      const found = exported.get(name)
      if (found === undefined) throw validationError(`No export named ${name} found`)
      imports.add(name)
      return found
    },
  }
}

function pseudoParameters({ stackId, name, accountId, region, notificationArns }: Place, partition: string): Record<string, Json> {
  return {
    ...{ 'AWS::AccountId': accountId, 'AWS::Region': region, 'AWS::Partition': partition, 'AWS::StackId': stackId },
    ...{ 'AWS::StackName': name, 'AWS::NotificationARNs': notificationArns },
    'AWS::URLSuffix': partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com',
  }
}

/** The exports that the template asks for: their names may be made of parameters. */
async function importedValues(data: DataStore, place: Place, template: Template, parameters: ReadonlyMap<string, Json>) {
  const asked = new Set<string>()
  const found = new Map<string, string>()
  const quiet: Scope = {
    ...{ mappings: template.mappings, conditions: template.conditions, region: place.region },
    parameter: name => parameters.get(name),
    reference: () => '',
    attribute: () => '',
    imported: name => {
      asked.add(name)
      return ''
    },
  }
  for (const value of importsIn([
    ...Object.values(template.resources).map(({ properties }) => properties),
    ...Object.values(template.outputs),
  ])) {
    evaluate({ 'Fn::ImportValue': value }, quiet)
  }
  for (const name of asked) {
    const value = await data.get(exportSpace, nameKey(place, name))
    if (value !== undefined) found.set(name, (JSON.parse(String(value)) as ExportRecord).value)
  }
  return found
}

function importsIn(value: Json, found: Json[] = []): Json[] {
  if (Array.isArray(value)) for (const item of value) importsIn(item, found)
  else if (isJsonObject(value)) {
    for (const [name, member] of Object.entries(value)) {
      if (name === 'Fn::ImportValue') found.push(member)
      else importsIn(member, found)
    }
  }
  return found
}

const dynamicReference = /\{\{resolve:(ssm|ssm-secure|secretsmanager):([^}]+)\}\}/g

/** Values with `{{resolve:ssm:NAME}}` and the like looked up. */
export async function resolveReferences(value: Json, call: ResourceContext['call']): Promise<Json> {
  if (typeof value === 'string') return value.includes('{{resolve:') ? resolveText(value, call) : value
  if (Array.isArray(value)) return Promise.all(value.map(item => resolveReferences(item, call)))
  if (!isJsonObject(value)) return value
  const members = Object.entries(value).map(async ([name, member]) => [name, await resolveReferences(member, call)] as const)
  return Object.fromEntries(await Promise.all(members))
}

async function resolveText(text: string, call: ResourceContext['call']): Promise<string> {
  let resolved = ''
  let from = 0
  for (const { 0: whole, 1: kind = '', 2: reference = '', index } of text.matchAll(dynamicReference)) {
    resolved +=
      text.slice(from, index) + (kind === 'secretsmanager' ? await secretValue(reference, call) : await storedValue(reference, call))
    from = index + whole.length
  }
  return resolved + text.slice(from)
}

async function storedValue(Name: string, call: ResourceContext['call']): Promise<string> {
  const { Parameter } = await call('ssm', 'GetParameter', { Name, WithDecryption: true })
  return String(Parameter.Value)
}

/** `NAME:SecretString:KEY:STAGE:VERSION`, where the name may be an ARN. */
async function secretValue(reference: string, call: ResourceContext['call']): Promise<string> {
  const parts = reference.split(':')
  const named = reference.startsWith('arn:') ? 7 : 1
  const SecretId = parts.slice(0, named).join(':')
  const [, key, VersionStage, VersionId] = parts.slice(named)
  const input = { SecretId, ...(VersionStage && { VersionStage }), ...(VersionId && { VersionId }) }
  const { SecretString } = await call('secretsmanager', 'GetSecretValue', input)
  if (!key) return String(SecretString)
  return String((JSON.parse(SecretString) as Record<string, Json>)[key] ?? '')
}
