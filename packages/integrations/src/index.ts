export { findIntegration, type Integration, isIntegration, operationOf, optimizedServices } from './catalogue.ts'
export type {
  ActionDefinition,
  ExecutionPlace,
  IamNeed,
  JobCall,
  Lookup,
  ParameterList,
  ServiceDefinition,
  SyncDefinition,
  Value,
  Values,
} from './definition.ts'
export { optimizedFailure, type Refusal, sdkFailure, type TaskFailure, unreachable, whyUnreachable } from './failures.ts'
export { remembered } from './remembered.ts'
export { functionNameOf, goesOn, integrationOf, isOfLambda, type ParsedResource, type Pattern, parseResource } from './resource.ts'
export { type RoleNeed, roleNeeds } from './role-needs.ts'
export { type HttpAnswer, sdkMetadata, withMetadata } from './sdk-metadata.ts'
export { functionFailure, invokePayload, refusedChoice } from './services/lambda.ts'
