import { drawingSvg, type Marking } from './layout/drawing-svg.ts'
import { layoutMachine } from './layout/layout.ts'
import { machineShape, type Scope, type Transition } from './shape/machine-shape.ts'

export { escaped, type Fate, type Marking } from './layout/drawing-svg.ts'
export { mermaidOf } from './shape/mermaid.ts'

export interface Picture {
  svg: string
  width: number
  height: number
}

/** The graph of a definition as an SVG file, with what is to be told of its states; undefined for a text that is no state machine. Needs neither a browser nor a server. */
export function pictureOf(definition: string, marking?: Marking): Picture | undefined {
  const shape = machineShape(definition)
  if (!shape) return undefined
  const drawing = layoutMachine(shape)
  return { svg: drawingSvg(drawing, marking), width: drawing.width, height: drawing.height }
}

/** The states and transitions of one list of states. */
export interface PlainScope {
  /** The id of the state that contains it; empty for the machine itself. */
  owner: string
  startAt: string
  states: { id: string; name: string; type: string; isLast: boolean }[]
  transitions: Pick<Transition, 'from' | 'to' | 'kind' | 'label'>[]
}

/** The graph of a definition as data, the machine's own states first; undefined for a text that is no state machine. */
export function scopesOf(definition: string): PlainScope[] | undefined {
  const shape = machineShape(definition)
  return shape && plainScopes(shape)
}

function plainScopes({ owner, startAt, states, edges }: Scope): PlainScope[] {
  const own: PlainScope = {
    ...{ owner, startAt },
    states: states.map(({ id, name, type, isLast }) => ({ id, name, type, isLast })),
    transitions: edges.map(({ from, to, kind, label }) => ({ from, ...(to !== undefined && { to }), kind, label })),
  }
  return [own, ...states.flatMap(({ inner }) => inner.flatMap(plainScopes))]
}
