export { outOfBounds } from './aside/compute-aside.ts'
export { type LongAnswer, type LongExpression, PutAside } from './aside/long-expression.ts'
export { TurnMemo } from './aside/turn-memo.ts'
export type { SdkActions, WhyNotRun } from './check/check-context.ts'
export { type CheckOptions, type CheckStateOptions, checkDefinition, checkStateDefinition } from './check/check-definition.ts'
export { describeFinding, type FindingLanguage } from './check/describe-finding.ts'
export { createVariableFinder } from './check/expression/jsonata-variables.ts'
export type { Finding, Severity, TextPosition } from './check/finding.ts'
export { applyFixes, type Fix, fixFinding } from './check/fix/fix-finding.ts'
export { type DataShape, join as joinShapes, shapeOf } from './check/flow/data-shape.ts'
export type { FlowSamples } from './check/flow/flow-context.ts'
export { namesAt, printShape, type StateShapes, stateShapesOf } from './check/flow/state-shapes-of.ts'
export { checkHandler, type FunctionPackage, type HandlerProblem } from './check/handler/check-handler.ts'
export { type FindInputShape, parameterFaults } from './check/parameter-faults.ts'
export { findingsToJson } from './check/report/json-report.ts'
export { findingsToSarif } from './check/report/sarif-report.ts'
export { formatFindings, type ReportOptions } from './check/report/text-report.ts'
export { ruleText } from './check/rule-text.ts'
export type { FieldShape, ObjectShape, ShapeName, ValueShape } from './check/shape/shape.ts'
export { SHAPES as fieldTable } from './check/shape/shapes.ts'
export { STATE_TYPES as stateTypes, type StateType } from './check/shape/state-shapes.ts'
export { strayFieldProblems } from './check/stray-fields.ts'
export { hasErrors, invalidDefinitionMessage, type ValidateResult, validateResult } from './check/validate-result.ts'
export { formatTimestamp } from './choice/timestamp.ts'
export { type Completion, type CompletionData, completionsAt, EXAMPLE_CONTEXT } from './complete/completions.ts'
export { type Preview, type PreviewData, preview } from './complete/preview.ts'
export { type Conversion, type ConversionRefusal, convertMachine } from './convert/convert-machine.ts'
export { compile } from './definition/compile.ts'
export { DefinitionError } from './definition/definition-error.ts'
export type { QueryLanguage } from './definition/dynamic-field.ts'
export { type JsonMember, type JsonNode, type JsonSource, nodeAt, parseJsonSource } from './definition/json-source.ts'
export { JsonSyntaxError, lineAndColumn, placeOf } from './definition/json-syntax-error.ts'
export type { Program } from './definition/program.ts'
export type { HistoryEvent, HistoryEventType } from './history/history-event.ts'
export { type Advice, adviceText } from './insight/advice.ts'
export { alignVisits, type ComparedVisit, type Difference, differences, type VisitPair } from './insight/align-visits.ts'
export { costOf } from './insight/cost.ts'
export { type DefinitionDiff, diffDefinitions, type FieldChange, type StateChange } from './insight/diff-definitions.ts'
export { explainDefinition } from './insight/explain-definition.ts'
export { explainRun } from './insight/explain-run.ts'
export { endOf, type TaskCall } from './insight/failed-visit.ts'
export { concerns, policyAllowing, type Statement, statementsIn } from './insight/policy-statements.ts'
export { type Refusal, refusalIn } from './insight/refusal.ts'
export { requestIdOf } from './insight/request-id.ts'
export { type PathMiss, type Why, why } from './insight/why.ts'
export { compileIntrinsic, type Intrinsic, isIntrinsic } from './intrinsic/intrinsic.ts'
export type { TemplateEnvironment } from './intrinsic/intrinsic-function.ts'
export { toJavaDouble } from './intrinsic/java-text.ts'
export { isJsonObject, type Json, type JsonObject } from './json.ts'
export { textLength } from './json-size.ts'
export { JsonataSyntaxError } from './jsonata/jsonata-syntax-error.ts'
export { compileJsonataTemplate, isJsonataExpression, type JsonataTemplate } from './jsonata/jsonata-template.ts'
export type { JsonataScope } from './jsonata/scope.ts'
export { applyTurn, newSnapshot, restoreSnapshot } from './machine/apply-turn.ts'
export type { CancelTask, ClearTimer, Command, RedriveChild, RunTask, SetTimer, StartChild, StopChild } from './machine/command.ts'
export { compactText, Datum } from './machine/datum.ts'
export type { ChildId, ChildOutcome, StartPoint, StepEvent, TaskId, TimerId } from './machine/event.ts'
export { StatesFailure } from './machine/failure.ts'
export { copySnapshot, type JoinedTurns, joinTurns } from './machine/join-turns.ts'
export { defaultLimits, type Limits } from './machine/limits.ts'
export type { Decision, ExecutionInfo, Frame, FrameId, Snapshot, StepEnvironment } from './machine/snapshot.ts'
export type { ExecutionEnd, Turn } from './machine/turn.ts'
export { advance, emptyTally, newMapRun, redrivesAsked } from './map-run/advance.ts'
export { childNames } from './map-run/child-names.ts'
export { convertDistributedMaps } from './map-run/convert-frames.ts'
export { csvFields } from './map-run/csv-fields.ts'
export { gatherResults } from './map-run/gather-results.ts'
export type {
  ChildStatus,
  MapRun,
  MapRunCommand,
  MapRunEvent,
  MapRunFailure,
  MapRunSettings,
  MapRunSpec,
  NewChild,
  Range,
  Tally,
} from './map-run/map-run.ts'
export { mostItems } from './map-run/most-items.ts'
export { givenHeaders, pointerNames } from './map-run/reader-config.ts'
export { type ItemPage, itemSelection, mapStateOf, unselectedItems } from './map-run/select-items.ts'
export {
  type EndedChild,
  type PendingChild,
  pendingText,
  resultTexts,
  type Transformation,
  transformationOf,
} from './map-run/shape-results.ts'
export { type CountedChildren, restoreMapRun, type StoredMapRun, storeMapRun } from './map-run/stored-map-run.ts'
export { addPage, takeChild } from './map-run/take-child.ts'
export { Watermark } from './map-run/watermark.ts'
export { manifestKey, resultsFolder, writtenResults } from './map-run/written-results.ts'
export { canonicalText, isDeepEqual } from './path/json-equality.ts'
export { compilePath, findOrFail, type Path } from './path/path.ts'
export { PathSyntaxError } from './path/path-syntax-error.ts'
export { compileReferencePath, type ReferencePath } from './path/reference-path.ts'
export type { PathScope } from './path/select.ts'
export { variablesOfText } from './path/variables-of-text.ts'
export { compilePattern, pricePerCharacter } from './pattern/compile-pattern.ts'
export { managedRulesOf } from './resource/managed-rules.ts'
export { partitionOf } from './resource/partition.ts'
export type { Answer, Asking, SimulateOptions } from './simulate/answer.ts'
export { openSimulation, type Simulation, simulate, simulationStart } from './simulate/simulate.ts'
export type { SimulatedExecution, SimulatedWorld } from './simulate/simulated-world.ts'
export {
  memberOf,
  memberText,
  parseJson,
  parseMember,
  putMember,
  rememberAs,
  SpelledNumber,
  sliceOf,
  spellingOf,
} from './spelled-numbers.ts'
export { step, stepInPieces } from './step/step.ts'
export { compileTemplate, type Template } from './template/template.ts'
export { mockShapeProblem } from './test-state/mock-shape.ts'
export { TestStateRefusal } from './test-state/refusal.ts'
export type { InspectionData, Mock, TestStateAnswer, TestStateConfiguration, TestStateRequest } from './test-state/request.ts'
export type { FindResultShape, ResultShape } from './test-state/result-model.ts'
export type { TaskAnswer, TestEffects } from './test-state/run-state.ts'
export { type TestSurroundings, testState } from './test-state/test-state.ts'
