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
export { createStatesService } from './states/states-service.ts'
