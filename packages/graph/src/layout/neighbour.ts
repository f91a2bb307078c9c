import type { Drawing } from './drawing.ts'

/** The state (by id) that an arrow key leads to: along the lines up and down, to the nearest at the same height sideways. */
export function neighbour(drawing: Drawing, from: string, key: string): string | undefined {
  const here = drawing.states.find(state => state.id === from)
  if (!here) return undefined
  if (key === 'ArrowDown') {
    const next = drawing.edges.find(edge => edge.from === from && edge.to !== '' && edge.to !== from)?.to
    return next ?? drawing.edges.find(edge => edge.parent === from && edge.kind === 'start')?.to
  }
  if (key === 'ArrowUp') return drawing.edges.find(edge => edge.to === from && edge.from !== '' && edge.from !== from)?.from ?? here.parent
  const middle = here.x + here.width / 2
  const direction = key === 'ArrowRight' ? 1 : -1
  const beside = drawing.states
    .filter(state => Math.abs(state.y - here.y) < here.height && Math.sign(state.x + state.width / 2 - middle) === direction)
    .sort((a, b) => Math.abs(a.x - here.x) - Math.abs(b.x - here.x))
  return beside[0]?.id
}
