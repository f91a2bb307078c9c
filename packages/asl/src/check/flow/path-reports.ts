import { callPaths } from '../../intrinsic/call-paths.ts'
import { isIntrinsic } from '../../intrinsic/intrinsic.ts'
import { itemsOf, membersOf, type Place } from '../place.ts'
import { tryParse } from '../rules/paths.ts'
import { closed, type DataShape, shapeOf, UNKNOWN } from './data-shape.ts'
import type { StateFlow } from './flow-context.ts'
import { describeShape, type Followed, followPath } from './follow-path.ts'

/** What a path field leads to; reports a path that cannot lead anywhere. A missing field is `$`, null is an empty object. */
export function pathField(flow: StateFlow, place: Place | undefined, from: DataShape): DataShape {
  if (place === undefined) return from
  if (place.node.value === null) return closed({})
  return typeof place.node.value === 'string' ? dynamicShape(flow, place, place.node.value, from) : UNKNOWN
}

export function pathText(flow: StateFlow, place: Place, text: string, from: DataShape): DataShape {
  const path = tryParse(text)
  if (path === undefined) return UNKNOWN
  const followed = followPath(path, from)
  if (followed.kind === 'shape') return followed.shape
  report(flow, place, text, followed)
  return UNKNOWN
}

export function report(flow: StateFlow, place: Place, path: string, followed: Exclude<Followed, { kind: 'shape' }>): void {
  if (!flow.isReporting) return
  if (followed.kind === 'payload-of-function') {
    const fixed = path.replace(/\.Payload|\['Payload'\]/, '')
    flow.context.report('payload-of-function', place, { path, state: followed.state, fixed })
  } else {
    flow.context.report('path-never-exists', place, { path, step: followed.step, what: describeShape(followed.what) })
  }
}

/** The shape of a payload template; reports the paths in it that cannot lead anywhere. */
export function templateShape(flow: StateFlow, place: Place, from: DataShape): DataShape {
  if (place.node.items) {
    const items = itemsOf(place).map(item => templateShape(flow, item, from))
    return { kind: 'array', item: items.length === 1 ? items[0]! : UNKNOWN }
  }
  if (place.node.members === undefined) return shapeOf(place.node.value)
  const members = new Map<string, DataShape>()
  for (const member of membersOf(place)) {
    const name = String(member.key)
    const { value } = member.node
    if (!name.endsWith('.$')) members.set(name, templateShape(flow, member, from))
    else members.set(name.slice(0, -2), typeof value === 'string' ? dynamicShape(flow, member, value, from) : UNKNOWN)
  }
  return { kind: 'object', members, isOpen: false }
}

/** What a path leads to; nothing is known of what an intrinsic function makes of the paths that it is given. */
function dynamicShape(flow: StateFlow, place: Place, text: string, from: DataShape): DataShape {
  if (!isIntrinsic(text)) return pathText(flow, place, text, from)
  for (const path of callPaths(text)) pathText(flow, place, path, from)
  return UNKNOWN
}
