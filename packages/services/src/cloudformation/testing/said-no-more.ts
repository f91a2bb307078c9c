import { expect } from 'vitest'
import { lambdaWorld } from '../../lambda/testing/lambda-world.ts'

/** A resource whose template says `more` at first, and then no more. */
export interface Saying {
  type: string
  base?: object
  more: object
  /** The call that shows what `more` says. `id` is what `Ref` stands for, `attribute` what `Fn::GetAtt` does. */
  read: (id: string, ids: Readonly<Record<string, string>>) => [scope: string, operation: string, input: object]
  /** What differs by itself in what is read, besides names, ids and times. */
  passing?: readonly string[]
}

export type World = Awaited<ReturnType<typeof lambdaWorld>>

/**
 * Each resource once more without `more` from the beginning: when it is said no more, both are the same; before, they differ.
 * `others` are resources that stand beside them in both stacks.
 */
export async function expectForgotten(
  sayings: readonly Saying[],
  others: object = {},
  prepare: (world: World) => Promise<void> = async () => undefined,
): Promise<void> {
  const world = await lambdaWorld()
  await prepare(world)
  const resources = (isSaid: boolean) => ({
    ...others,
    ...Object.fromEntries(
      sayings.map(({ type, base = {}, more }, at) => [`R${at}`, { Type: `AWS::${type}`, Properties: { ...base, ...(isSaid && more) } }]),
    ),
  })
  const never = await stack(world, 'CreateStack', 'stackb', resources(false))
  const said = await stack(world, 'CreateStack', 'stacka', resources(true))
  const before = await shown(world, sayings, said)
  const after = await shown(world, sayings, await stack(world, 'UpdateStack', 'stacka', resources(false)))
  const wanted = await shown(world, sayings, never)
  const names = sayings.map(({ type, more }, at) => `${at} ${type} ${Object.keys(more)}`)
  expect(Object.fromEntries(names.map((name, at) => [name, after[at]]))).toEqual(
    Object.fromEntries(names.map((name, at) => [name, wanted[at]])),
  )
  expect(names.filter((_, at) => JSON.stringify(before[at]) === JSON.stringify(wanted[at]))).toEqual([])
}

/** What `Ref` stands for, by logical id. */
async function stack(world: World, operation: string, StackName: string, Resources: object): Promise<Record<string, string>> {
  const call = (name: string, input: object) => world.call('cloudformation', name, input)
  await call(operation, { StackName, TemplateBody: JSON.stringify({ Resources }), Capabilities: ['CAPABILITY_NAMED_IAM'] })
  for (;;) {
    const { StackStatus } = (await call('DescribeStacks', { StackName })).Stacks[0]
    if (!StackStatus.endsWith('_IN_PROGRESS')) break
    await new Promise(resolve => setTimeout(resolve, 5))
  }
  const { StackEvents } = await call('DescribeStackEvents', { StackName })
  const failed = (StackEvents as Record<string, string>[]).filter(({ ResourceStatus }) => ResourceStatus!.endsWith('FAILED'))
  expect(failed.map(event => `${event['LogicalResourceId']}: ${event['ResourceStatusReason']}`)).toEqual([])
  const { StackResources } = await call('DescribeStackResources', { StackName })
  return Object.fromEntries(
    (StackResources as Record<string, string>[]).map(each => [each['LogicalResourceId']!, each['PhysicalResourceId']!]),
  )
}

async function shown(world: World, sayings: readonly Saying[], ids: Record<string, string>): Promise<unknown[]> {
  const answers: unknown[] = []
  for (const [at, { read, passing }] of sayings.entries()) {
    answers.push(comparable(await world.call(...read(ids[`R${at}`]!, ids)), ids, passing))
  }
  return answers
}

/** Without what is another with each resource: its names, ids and times; nothing is as good as something empty. */
function comparable(answer: unknown, ids: Record<string, string>, others: readonly string[] = []): unknown {
  const isEmpty = (value: unknown) => typeof value !== 'number' && typeof value !== 'boolean' && Object.keys(value ?? {}).length === 0
  const passing =
    /((?<!^Start|^End)Date|Time|Modified|Timestamp|revisionId|RevisionId|FunctionUrl|rootResourceId|SecretArn|[dD]eploymentId|IntegrationId|RouteId|etag|ETag)$/
  let text = JSON.stringify(answer, (name, value) =>
    passing.test(name) || others.includes(name) || (name !== '' && isEmpty(value)) ? undefined : value,
  )
  // A short one, such as a stage's name, may be a part of others.
  for (const [logicalId, id] of Object.entries(ids)) if (id.length > 8) text = text.replaceAll(id, logicalId)
  return JSON.parse(text.replaceAll(/stack[ab](?:-(\w+)-[a-z0-9]{12})?/g, '$1').replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'uuid'))
}
