import type { Json, JsonObject } from '@pasos/asl'
import { awsManagedPolicies } from '../../iam/aws-managed-policies.ts'
import { policyTemplates, templateConditions } from './policy-template-list.ts'
import { invalidPolicy, mapIn } from './refusals.ts'

export interface Grants {
  ManagedPolicyArns: Json[]
  Policies: Json[]
}

/** What `Policies` of a function or a state machine of SAM come to: names, ARNs, documents, statements and templates. */
export function grantsOf(id: string, policies: Json | undefined): Grants {
  const grants: Grants = { ManagedPolicyArns: [], Policies: [] }
  for (const [index, policy] of [policies ?? []].flat().entries()) {
    const PolicyName = `${id}RolePolicy${index}`
    if (typeof policy === 'string') {
      grants.ManagedPolicyArns.push(managed(policy))
      continue
    }
    const given = mapIn(id, 'Policies', policy)
    if (isFunction(given)) grants.ManagedPolicyArns.push(given)
    else grants.Policies.push({ PolicyName, PolicyDocument: documentOf(id, given) })
  }
  return grants
}

/** AWS: a name stands for the policy of that name, whatever its path is. */
function managed(name: string): Json {
  if (name.startsWith('arn:')) return name
  const path = [...awsManagedPolicies('aws').values()].find(({ policyName }) => policyName === name)?.path ?? '/'
  return { 'Fn::Sub': `arn:\${AWS::Partition}:iam::aws:policy${path}${name}` }
}

function isFunction(policy: JsonObject): boolean {
  const [only, ...others] = Object.keys(policy)
  return others.length === 0 && only !== undefined && /^(Ref|Fn::)/.test(only)
}

function documentOf(id: string, policy: JsonObject): Json {
  if ('Statement' in policy) return { Version: '2012-10-17', ...policy }
  const [name = '', ...others] = Object.keys(policy)
  const grants = others.length === 0 && Object.hasOwn(policyTemplates, name) ? policyTemplates[name] : undefined
  if (!grants) throw invalidPolicy(id, `The policy template ${name} is not served here.`)
  const parameters = mapIn(id, name, policy[name] ?? {})
  const filled = (text: string): Json => {
    const own = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, each]) => each!)
    const missing = own.find(each => parameters[each] === undefined)
    if (missing !== undefined) throw invalidPolicy(id, `Must specify valid parameter values for policy template '${name}'`)
    if (text === '*') return text
    return { 'Fn::Sub': [text, Object.fromEntries(own.map(each => [each, parameters[each]!]))] }
  }
  const condition = templateConditions[name]
  const Statement = grants.map(([actions, ...resources], index) => {
    const [service, names = ''] = actions.split(':')
    const [Resource, ...more] = resources.map(filled)
    return {
      ...{ Effect: 'Allow', Action: names.split(' ').map(each => `${service}:${each}`) },
      Resource: more.length === 0 ? Resource! : [Resource!, ...more],
      ...(index === 0 && condition && { Condition: { StringEquals: { [condition[0]]: filled(condition[1]) } } }),
    }
  })
  return { Version: '2012-10-17', Statement }
}
