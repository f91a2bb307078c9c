import type { Operation } from '@pasos/wire'
import { type RefusedMembers, refusingMembers } from '../declaration/refused-members.ts'
import { validationError } from './errors.ts'
import { createChangeSet, deleteChangeSet, describeChangeSet, executeChangeSet, listChangeSets } from './operations/change-sets.ts'
import {
  describeStackEvents,
  describeStackResource,
  describeStackResources,
  describeStacks,
  listExports,
  listImports,
  listStackResources,
  listStacks,
} from './operations/describe-stacks.ts'
import { createStack, deleteStack, type StackDependencies, updateStack, updateTerminationProtection } from './operations/stacks.ts'
import { getTemplate, getTemplateSummary, validateTemplate } from './operations/templates.ts'

export function cloudFormationOperations(deps: StackDependencies): Record<string, Operation> {
  return refusingMembers(
    {
      CreateChangeSet: createChangeSet(deps),
      CreateStack: createStack(deps),
      DeleteChangeSet: deleteChangeSet(deps),
      DeleteStack: deleteStack(deps),
      DescribeChangeSet: describeChangeSet(deps),
      DescribeStackEvents: describeStackEvents(deps),
      DescribeStackResource: describeStackResource(deps),
      DescribeStackResources: describeStackResources(deps),
      DescribeStacks: describeStacks(deps),
      ExecuteChangeSet: executeChangeSet(deps),
      GetTemplate: getTemplate(deps),
      GetTemplateSummary: getTemplateSummary(deps),
      ListChangeSets: listChangeSets(deps),
      ListExports: listExports(deps),
      ListImports: listImports(deps),
      ListStackResources: listStackResources(deps),
      ListStacks: listStacks(deps),
      UpdateStack: updateStack(deps),
      UpdateTerminationProtection: updateTerminationProtection(deps),
      ValidateTemplate: validateTemplate(deps),
    },
    refused,
    member => validationError(`${member} is not served here.`),
  )
}

const policies = ['StackPolicyBody', 'StackPolicyURL']
const triggers = 'RollbackConfiguration.RollbackTriggers'

/** What a template may have resources of: left alone, others would be made. */
const ofTypes = { member: 'ResourceTypes', isSoAnyway: (value: unknown) => value === '*' || value === 'AWS::*' }

/** What would keep a resource from being changed, undo a change, or take in what is there. */
const refused: RefusedMembers = {
  CreateStack: [...policies, triggers, ofTypes],
  UpdateStack: [...policies, triggers, ofTypes],
  CreateChangeSet: ['ResourcesToImport', 'DeploymentMode', triggers, ofTypes],
  GetTemplateSummary: ['StackSetName'],
}
