import type { Drawing, PlacedEdge, PlacedState } from './drawing.ts'
import { railPath, smoothPath } from './route.ts'

const MARGIN = 20
const FONT = 'system-ui, sans-serif'
const COLOURS = {
  paper: '#ffffff',
  ink: '#16242a',
  quiet: '#55656b',
  line: '#8b9a9f',
  box: '#c7d2d0',
  accent: '#0a6b68',
  caught: '#a34a00',
}

/** What a picture tells beside the graph: how states and ways fared, by the names of states. */
export interface Marking {
  /** `note` is told where one points at the state. */
  state(name: string): { fate: Fate; note: string } | undefined
  way(from: string, to: string): Fate | undefined
}

/** All of it was seen, some of it, or nothing. */
export type Fate = 'seen' | 'partly' | 'unseen'

const FATES: Readonly<Record<Fate, { stroke: string; fill: string }>> = {
  seen: { stroke: '#1f7a3d', fill: '#e9f6ec' },
  partly: { stroke: '#8a6100', fill: '#fdf4dc' },
  unseen: { stroke: '#b3261e', fill: '#fcebea' },
}

/** The drawing as an SVG file that stands on its own, in light colours: for documents, without a browser too. */
export function drawingSvg(drawing: Drawing, marking?: Marking): string {
  const width = Math.ceil(drawing.width + 2 * MARGIN)
  const height = Math.ceil(drawing.height + 2 * MARGIN)
  const names = new Map(drawing.states.map(({ id, name }) => [id, name]))
  const line = (edge: PlacedEdge) => way(edge, marking?.way(names.get(edge.from) ?? '', names.get(edge.to) ?? ''))
  const box = (state: PlacedState) => boxOf(state, marking?.state(state.name))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${-MARGIN} ${-MARGIN} ${width} ${height}" font-family="${FONT}">`,
    `<defs>${arrow('idle', COLOURS.line)}${arrow('catch', COLOURS.caught)}${marking ? arrow('unseen', FATES.unseen.stroke) : ''}</defs>`,
    `<rect x="${-MARGIN}" y="${-MARGIN}" width="${width}" height="${height}" fill="${COLOURS.paper}"/>`,
    ...drawing.states.filter(state => state.isContainer).map(box),
    ...drawing.edges.map(line),
    ...drawing.states.filter(state => !state.isContainer).map(box),
    ...drawing.edges.map(words),
    ...drawing.marks.map(
      mark =>
        `<circle cx="${mark.x}" cy="${mark.y}" r="9" fill="${mark.kind === 'start' ? COLOURS.accent : COLOURS.paper}" stroke="${mark.kind === 'start' ? COLOURS.accent : COLOURS.quiet}" stroke-width="2"/>`,
    ),
    '</svg>',
  ].join('\n')
}

function arrow(id: string, colour: string): string {
  return `<marker id="${id}" viewBox="0 0 10 10" refX="8" refY="5" markerWidth="11" markerHeight="11" markerUnits="userSpaceOnUse" orient="auto"><path d="M1 1 9 5 1 9z" fill="${colour}"/></marker>`
}

function way(edge: PlacedEdge, fate: Fate | undefined): string {
  const isCatch = edge.kind === 'catch'
  const path = edge.isRail ? railPath(edge.points) : smoothPath(edge.points)
  if (fate === 'unseen') {
    return `<path d="${path}" fill="none" stroke="${FATES.unseen.stroke}" stroke-dasharray="2 4" stroke-width="2" marker-end="url(#unseen)"/>`
  }
  const stroke = isCatch ? `stroke="${COLOURS.caught}" stroke-dasharray="6 4"` : `stroke="${COLOURS.line}"`
  return `<path d="${path}" fill="none" ${stroke} stroke-width="1.5" marker-end="url(#${isCatch ? 'catch' : 'idle'})"/>`
}

function boxOf({ x, y, width, height, name, label, type, isContainer }: PlacedState, mark: ReturnType<Marking['state']>): string {
  const colours = mark ? FATES[mark.fate] : { fill: isContainer ? '#f5f7f6' : COLOURS.paper, stroke: COLOURS.box }
  const title = mark?.note ? `${name}\n${mark.note}` : name
  return [
    `<g><title>${escaped(title)}</title>`,
    `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="12" fill="${colours.fill}" stroke="${colours.stroke}" stroke-width="1.5"/>`,
    `<text x="${x + 16}" y="${y + 23}" font-size="13.5" font-weight="650" fill="${COLOURS.ink}">${escaped(shortened(name, width / 8))}</text>`,
    `<text x="${x + 16}" y="${y + 40}" font-size="11.5" fill="${COLOURS.quiet}">${escaped(shortened(label || type, width / 6.6))}</text></g>`,
  ].join('')
}

function words({ label, labelAt }: PlacedEdge): string {
  if (!labelAt || label === '') return ''
  const text = shortened(label, 34)
  const width = text.length * 6.4 + 12
  return `<g><rect x="${labelAt.x - width / 2}" y="${labelAt.y - 10}" width="${width}" height="20" rx="6" fill="${COLOURS.paper}" stroke="${COLOURS.box}"/><text x="${labelAt.x}" y="${labelAt.y + 4}" font-size="11" font-family="monospace" text-anchor="middle" fill="${COLOURS.quiet}">${escaped(text)}</text></g>`
}

function shortened(text: string, letters: number): string {
  const most = Math.floor(letters)
  return text.length > most ? `${text.slice(0, most - 1)}…` : text
}

/** Text as it stands in SVG or HTML, in quotes too. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
