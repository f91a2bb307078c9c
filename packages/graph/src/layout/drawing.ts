import type { JsonPath } from '../shape/machine-shape.ts'

export interface Point {
  x: number
  y: number
}

/** A state's box. `x` and `y` are of its upper left corner, in pixels from the origin of the drawing. */
export interface PlacedState {
  id: string
  name: string
  type: string
  label: string
  x: number
  y: number
  width: number
  height: number
  /** Id of the Map or Parallel that contains it. */
  parent?: string
  isContainer: boolean
  path: JsonPath
  /** How many rules a Choice has. */
  rules: number
  /** It neither ends nor goes on: a draft's open end. */
  isLoose: boolean
}

export interface PlacedEdge {
  id: string
  /** Id of the state; empty for the way from a scope's start. */
  from: string
  /** Id of the state; empty for the way to a scope's end. */
  to: string
  kind: 'next' | 'choice' | 'default' | 'catch' | 'start' | 'end'
  label: string
  points: Point[]
  labelAt?: Point
  /** It runs in right angles beside the boxes. */
  isRail?: boolean
  parent?: string
  /** Of the object with the `States` among which the line runs. */
  scope: JsonPath
  /** Where the target is named in the text; absent for starts and ends. */
  path?: JsonPath
}

/** A scope's start or end mark, at its centre. */
export interface PlacedMark extends Point {
  id: string
  kind: 'start' | 'end'
  parent?: string
}

export interface Drawing {
  /** Too large or too tangled to be laid out finely: some lines run beside the boxes, and those have no words. */
  isPlain?: boolean
  width: number
  height: number
  states: PlacedState[]
  edges: PlacedEdge[]
  marks: PlacedMark[]
}
