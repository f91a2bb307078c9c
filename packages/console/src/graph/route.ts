import type { Point } from './layout.ts'

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
