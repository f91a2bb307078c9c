export type { Drawing, PlacedEdge, PlacedState } from './layout/drawing.ts'
export { layoutMachine } from './layout/layout.ts'
export { allScopes, allStates, type JsonPath, machineShape, type Scope, type StateShape, type Transition } from './shape/machine-shape.ts'
export { ruleText } from './shape/rule-text.ts'
