import type { ResourceRecord } from '../records/stack-record.ts'
import { inOrder, needsOf } from '../template/references.ts'
import type { Template } from '../template/template.ts'

/**
 * Those whose place has to change so that each stands behind all that it needs: an update lets what is there need what it has just made,
 * and what is needed must be removed last. Answers them with their new places.
 */
export function movedBehindNeeds(template: Template, present: ReadonlyMap<string, ResourceRecord>): ResourceRecord[] {
  const needs = needsOf(template)
  const places = new Map([...present].map(([id, { order }]) => [id, order]))
  let last = Math.max(0, ...places.values())
  const moved: ResourceRecord[] = []
  for (const id of inOrder(needs)) {
    const record = present.get(id)
    if (record === undefined) continue
    const behind = Math.max(-1, ...(needs.get(id) ?? []).map(each => places.get(each) ?? -1))
    if (record.order > behind) continue
    last += 1
    places.set(id, last)
    moved.push({ ...record, order: last })
  }
  return moved
}
