export { workerToAsk } from './ask-worker.ts'
export { changesBetween, type StateChange, withNewNames } from './difference/changes.ts'
export { edgeChanges } from './difference/merged-shape.ts'
export { type Clip, clipOf } from './document/clip.ts'
export type { Command, Outcome, Place, Refusal } from './document/command.ts'
export { type EditHistory, edit, newHistory, redo, undo } from './document/edit-history.ts'
export { findState, jsonPathAt, type Placed, uniqueName } from './document/find.ts'
export {
  inQuotes,
  isMarkedAt,
  jsonNotation,
  marked,
  type Notation,
  offsetWithoutMarks,
  openSubstitutions,
  withoutMarks,
} from './document/notation.ts'
export { type NamedPlace, placeKey, placeOf, placesIn } from './document/places.ts'
export { runCommand } from './document/run-command.ts'
export { withDocument } from './document/with-document.ts'
export type { Drawing, PlacedEdge, PlacedState } from './layout/drawing.ts'
export { type JsonPath, machineShape, type Scope, type StateShape, statesIn, type Transition } from './shape/machine-shape.ts'
export { ruleText } from './shape/rule-text.ts'
