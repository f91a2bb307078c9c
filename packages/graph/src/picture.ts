import { drawingSvg, type Marking } from './layout/drawing-svg.ts'
import { layoutMachine } from './layout/layout.ts'
import { machineShape } from './shape/machine-shape.ts'

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
