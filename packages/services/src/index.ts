export { type AuthorizerDependencies, createAuthorizer, type RoleAuthorizer } from './iam/authorizer.ts'
export { createCallerPermission } from './iam/caller-permission.ts'
export type { IamDependencies } from './iam/dependencies.ts'
export { createIamService } from './iam/iam-service.ts'
export { createRoleAssumption } from './iam/role-assumption.ts'
export { createServiceCaller, type ServiceCallerDependencies } from './integrations/service-caller.ts'
export type { AsyncInvocations } from './lambda/async-invocations.ts'
export { codeInUse } from './lambda/code-in-use.ts'
export type { LambdaDependencies } from './lambda/dependencies.ts'
export { createLambdaService, type LambdaService } from './lambda/lambda-service.ts'
export { existingGroupKey, type LogsDependencies, logGroupKey } from './logs/log-group.ts'
export { createLogWriter, type LogWriter } from './logs/log-writer.ts'
export { createLogsService } from './logs/logs-service.ts'
export { expireLogs } from './logs/retention.ts'
export { refuseActivity } from './states/activity-record.ts'
export {
  awsLimits,
  type LanguageChecks,
  type MachineType,
  type StatesDependencies,
  type StatesLimits,
} from './states/dependencies.ts'
export { createExecutionLogger, type LoggerDependencies } from './states/execution-logger.ts'
export { languageChecks } from './states/language-checks.ts'
export { createNestedStarter, type NestedStarterDependencies } from './states/nested-starter.ts'
export { createRunTask, type RunTask } from './states/run-task.ts'
export { createStatesService } from './states/states-service.ts'
export { type CredentialStore, createCredentialStore } from './sts/credential-store.ts'
export type { StsDependencies } from './sts/dependencies.ts'
export { createStsService } from './sts/sts-service.ts'
