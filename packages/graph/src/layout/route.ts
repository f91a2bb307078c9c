import type { Point } from './drawing.ts'

/** A soft line through a layout's points: straight to the middle of each leg, round at each bend. SVG path data. */
export function smoothPath(points: readonly Point[]): string {
  const [first, ...rest] = points
  if (!first) return ''
  const last = rest.at(-1) ?? first
  let path = `M${short(first.x)},${short(first.y)}`
  for (let i = 0; i < rest.length - 1; i++) {
    const bend = rest[i]!
    const next = rest[i + 1]!
    const end = i === rest.length - 2 ? next : { x: (bend.x + next.x) / 2, y: (bend.y + next.y) / 2 }
    path += ` Q${short(bend.x)},${short(bend.y)} ${short(end.x)},${short(end.y)}`
  }
  return rest.length < 2 ? `${path} L${short(last.x)},${short(last.y)}` : path
}

function short(value: number): number {
  return Math.round(value * 10) / 10
}

const CORNER = 7

/** A line of right angles with rounded corners. SVG path data. */
export function railPath(points: readonly Point[]): string {
  const [first, ...rest] = points
  if (!first) return ''
  let path = `M${short(first.x)},${short(first.y)}`
  let before = first
  rest.forEach((point, index) => {
    const next = rest[index + 1]
    if (next) {
      const entry = towards(point, before)
      const exit = towards(point, next)
      path += ` L${short(entry.x)},${short(entry.y)} Q${short(point.x)},${short(point.y)} ${short(exit.x)},${short(exit.y)}`
    } else path += ` L${short(point.x)},${short(point.y)}`
    before = point
  })
  return path
}

/** The place on the way from `corner` to `other` where its rounding ends. */
function towards(corner: Point, other: Point): Point {
  const length = Math.hypot(other.x - corner.x, other.y - corner.y)
  const share = length === 0 ? 0 : Math.min(CORNER, length / 2) / length
  return { x: corner.x + (other.x - corner.x) * share, y: corner.y + (other.y - corner.y) * share }
}
