export { type CaseFile, readCaseFile } from './cases/case-file.ts'
export { dataMock } from './cases/data-mock.ts'
export { junit } from './cases/junit.ts'
export { type RecordedCase, recordCase } from './cases/record-case.ts'
export { type CaseOutcome, type FileOutcome, type RunCasesOptions, runCaseFiles } from './cases/run-cases.ts'
export { tap } from './cases/tap.ts'
export { Coverage, type CoverageReport } from './coverage/coverage.ts'
export { METRICS, type Metric } from './coverage/coverage-items.ts'
export { coverageText, missedThresholds, type Thresholds } from './coverage/coverage-text.ts'
export { lcov } from './coverage/lcov.ts'
export { mergeCoverage } from './coverage/merge-coverage.ts'
export { readSource, SourceError } from './definition/definition-source.ts'
export type { StateRange } from './definition/range-of.ts'
export { loadMachine, Machine, type MachineOptions, type RunOptions } from './machine.ts'
export { assertThat, matchers, type PasosMatchers } from './matchers.ts'
export type { TaskCall } from './mocks/answering.ts'
export type { Validation } from './mocks/check-answer.ts'
export type { Fault } from './mocks/fault.ts'
export {
  fails,
  type Mock,
  type MockAnswer,
  type MockCall,
  MockError,
  type MockFunction,
  type Mocks,
  returns,
  type StateTypes,
} from './mocks/mock.ts'
export type { AskableTrial, AskableTrials } from './run/askable-trials.ts'
export type { PathStep } from './run/execution-path.ts'
export type { StateOptions, StateResult } from './run/run-state.ts'
export { type StateTrial, stateTrials } from './run/state-trials.ts'
export type { Span, TestExecution } from './run/test-execution.ts'
export type { TestResult } from './run/test-result.ts'
