import { partitionOf } from '@pasos/asl'
import type { CloudFormationDependencies } from '../dependencies.ts'
import { type ResourceRecord, readResources, type StackRecord } from '../records/stack-record.ts'
import type { ResourceContext } from '../resources/resource-type.ts'
import { holds } from '../template/evaluate.ts'
import { processedTemplate } from '../template/processed-template.ts'
import { inOrder, needsOf } from '../template/references.ts'
import type { ResourceDeclaration, Template } from '../template/template.ts'
import { Closing, checkTime, pausing } from './interruption.ts'
import { stackCalls } from './stack-calls.ts'
import { type StackScope, stackScope } from './stack-scope.ts'
import type { StackWriter } from './stack-writer.ts'

/** A stack as it is to become: what of its template is there, in the order in which it is made. */
export interface PreparedStack {
  template: Template
  scope: StackScope
  /** Those whose condition holds. */
  wanted: [logicalId: string, ResourceDeclaration][]
  /** What is there, as it changes. */
  present: Map<string, ResourceRecord>
  call: ResourceContext['call']
  partition: string
}

/** What goes on beyond calls of services while a resource is made. */
export interface Attending {
  deps: CloudFormationDependencies
  writer: Pick<StackWriter, 'confirm'>
}

/** @throws ApiError ValidationError where the template cannot be evaluated */
export async function prepareStack(deps: CloudFormationDependencies, stack: StackRecord): Promise<PreparedStack> {
  const partition = partitionOf(stack.region)
  const call = stackCalls(deps, stack)
  const template = processedTemplate(stack.deployed.expandedBody ?? stack.deployed.templateBody)
  const present = new Map((await readResources(deps.data, stack.stackId)).map(resource => [resource.logicalId, resource]))
  const { kind, phase } = stack.operation ?? {}
  const isLeaving = phase === 'delete' || (phase === 'rollback' && kind === 'CREATE')
  const scope = await stackScope({ data: deps.data, call, partition, isLeaving }, { template, stack }, present)
  const wanted = inOrder(needsOf(template)).flatMap((id): [string, ResourceDeclaration][] => {
    const declared = template.resources[id]!
    return declared.condition !== undefined && !holds(declared.condition, scope) ? [] : [[id, declared]]
  })
  return { template, scope, wanted, present, call, partition }
}

/** What a type of resource is given. */
export function resourceContext(
  { deps, writer }: Attending,
  stack: StackRecord,
  { call, partition }: Pick<PreparedStack, 'call' | 'partition'>,
  resource: Pick<ResourceContext, 'logicalId' | 'chosenName' | 'isRepeated' | 'begun'>,
): ResourceContext {
  const { stackId, name: stackName, accountId, region, deployed, capabilities, roleArn } = stack
  const { desk, signals, responseUrl, closing, clock } = deps
  const pause = pausing(closing)
  return {
    ...{ stackId, stackName, accountId, region, partition, call, tags: deployed.tags, capabilities, roleArn },
    ...{ desk, signals, responseUrl, now: () => clock.now(), goesOnLater: error => error instanceof Closing },
    async pause(ms) {
      await pause(ms)
      await writer.confirm(stack)
      checkTime(clock.now(), stack.operation)
    },
    ...resource,
  }
}
