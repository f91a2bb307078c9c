import { dueHeap } from './due-heap.ts'
import type { Entry, Order } from './entry.ts'

/** Any message that is visible, the longest visible first. What is no longer so is left where it is and passed over. */
export function standardOrder(): Order {
  const hidden = dueHeap<Entry>()
  let visible: Entry[] = []
  let head = 0

  function show(now: number): void {
    for (let due = hidden.pop(now); due; due = hidden.pop(now)) {
      // Its time may have been changed since; then it is in the heap once more.
      if (!due.item.isGone && due.item.visibleAt === due.at) visible.push(due.item)
    }
  }

  function next(): Entry | undefined {
    const entry = visible[head]
    if (entry === undefined) return undefined
    head++
    if (head > 1024 && head * 2 > visible.length) {
      visible = visible.slice(head)
      head = 0
    }
    return entry
  }

  const place = (entry: Entry): void => hidden.push(entry.visibleAt, entry)

  return {
    add: place,
    take(limit, now) {
      show(now)
      const taken: Entry[] = []
      while (taken.length < limit) {
        const entry = next()
        if (entry === undefined) break
        // One whose time was set twice to the same is here twice.
        if (!entry.isGone && entry.visibleAt <= now && !taken.includes(entry)) taken.push(entry)
      }
      return taken
    },
    moved: place,
    removed: () => undefined,
    next: () => hidden.next,
  }
}
