import type { MemberModel, OperationModel, ServiceModel, ShapeModel, StructureModel } from './service-model.ts'

/** What a server offers beyond a published model: operations of ours and their shapes, and members of the service's own shapes. */
export interface Extension {
  operations: Record<string, OperationModel>
  shapes: Record<string, ShapeModel>
  members: Record<string, Record<string, MemberModel>>
}

/**
 * Step Functions: an execution run again from one of its states, docs/reference/rerun.md. No SDK knows these; they are called as any operation
 * of the service is, signed and under IAM (`states:RerunExecution`).
 */
export const extensions: Record<string, Extension> = {
  sfn: {
    operations: {
      RerunExecution: {
        input: 'RerunExecutionInput',
        output: 'RerunExecutionOutput',
        errors: [
          ...[
            'ExecutionDoesNotExist',
            'ExecutionLimitExceeded',
            'ExecutionAlreadyExists',
            'InvalidArn',
            'InvalidDefinition',
            'InvalidName',
          ],
          ...['InvalidExecutionInput', 'StateMachineDoesNotExist', 'StateMachineDeleting', 'StateMachineTypeNotSupported'],
          'ValidationException',
        ],
      },
      ListReruns: {
        input: 'ListRerunsInput',
        output: 'ListRerunsOutput',
        errors: ['ExecutionDoesNotExist', 'InvalidArn', 'InvalidToken'],
      },
    },
    shapes: {
      RerunExecutionInput: {
        kind: 'structure',
        members: {
          ...{ executionArn: 'Arn', stateName: 'StateName', eventId: 'RerunEventId', input: 'SensitiveData' },
          ...{ definition: 'Definition', name: 'Name' },
        },
        required: ['executionArn'],
      },
      RerunExecutionOutput: {
        kind: 'structure',
        members: { executionArn: 'Arn', startDate: ':timestamp', stateName: 'StateName', eventId: 'RerunEventId' },
        required: ['executionArn', 'startDate', 'stateName', 'eventId'],
      },
      ListRerunsInput: {
        kind: 'structure',
        members: { executionArn: 'Arn', maxResults: 'PageSize', nextToken: 'PageToken' },
        required: ['executionArn'],
      },
      ListRerunsOutput: { kind: 'structure', members: { reruns: 'RerunList', nextToken: 'PageToken' }, required: ['reruns'] },
      RerunList: { kind: 'list', member: 'RerunListItem' },
      RerunListItem: {
        kind: 'structure',
        members: {
          ...{ executionArn: 'Arn', startDate: ':timestamp', stateName: 'StateName', eventId: 'RerunEventId' },
          ...{ hasOtherInput: ':boolean', hasOtherDefinition: ':boolean' },
        },
        required: ['executionArn', 'startDate', 'stateName', 'eventId', 'hasOtherInput', 'hasOtherDefinition'],
      },
      ExecutionRerunDetails: { kind: 'structure', members: { executionArn: 'Arn', stateName: 'StateName', eventId: 'RerunEventId' } },
      RerunEventId: { kind: 'long', min: 1 },
    },
    members: {
      ExecutionStartedEventDetails: {
        rerun: 'ExecutionRerunDetails',
        assignedVariables: 'AssignedVariables',
        assignedVariablesDetails: 'AssignedVariablesDetails',
      },
    },
  },
}

/** Adds an extension to a model. @throws where AWS has come to use one of its names, lest ours hide it */
export function extend(model: ServiceModel, { operations, shapes, members }: Extension): ServiceModel {
  const add = <T>(table: Record<string, T>, added: Record<string, T>, where: string): void => {
    const taken = Object.keys(added).find(name => Object.hasOwn(table, name))
    if (taken !== undefined) throw new Error(`${where} has ${taken} of its own, which an extension would hide`)
    Object.assign(table, added)
  }
  add(model.operations, operations, model.name)
  add(model.shapes, shapes, model.name)
  for (const [name, added] of Object.entries(members)) add((model.shapes[name] as StructureModel).members!, added, name)
  return model
}
