/** A way between two nodes, by their ids. */
export interface Link {
  from: string
  to: string
}

/** How far below the start each node stands: behind all that leads to it, but for the ways that go back. Ids in their order; no recursion. */
export function ranksOf(ids: readonly string[], links: readonly Link[]): Map<string, number> {
  const out = Map.groupBy(links, link => link.from)
  const forward = forwardLinks(ids, out)
  const waiting = new Map<string, number>(ids.map(id => [id, 0]))
  for (const { to } of forward) waiting.set(to, (waiting.get(to) ?? 0) + 1)
  const following = Map.groupBy(forward, link => link.from)
  const ranks = new Map<string, number>(ids.map(id => [id, 0]))
  const ready = ids.filter(id => waiting.get(id) === 0)
  for (let at = 0; at < ready.length; at++) {
    const id = ready[at]!
    for (const { to } of following.get(id) ?? []) {
      ranks.set(to, Math.max(ranks.get(to)!, ranks.get(id)! + 1))
      const left = waiting.get(to)! - 1
      waiting.set(to, left)
      if (left === 0) ready.push(to)
    }
  }
  return ranks
}

/** The links without those that lead to a node from which the walk came: what is left has no circle. */
function forwardLinks(ids: readonly string[], out: ReadonlyMap<string, readonly Link[]>): Link[] {
  const forward: Link[] = []
  const state = new Map<string, 'open' | 'done'>()
  for (const root of ids) {
    if (state.has(root)) continue
    state.set(root, 'open')
    const path = [{ id: root, next: 0 }]
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const link = out.get(top.id)?.[top.next++]
      if (!link) {
        state.set(top.id, 'done')
        path.pop()
      } else if (state.get(link.to) !== 'open') {
        forward.push(link)
        if (!state.has(link.to)) {
          state.set(link.to, 'open')
          path.push({ id: link.to, next: 0 })
        }
      }
    }
  }
  return forward
}
