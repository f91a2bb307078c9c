import { dueHeap } from './due-heap.ts'
import { type Entry, isStale, type Order } from './entry.ts'

/** Any message that is visible, the longest visible first. What is no longer so is left where it is and passed over. */
export function standardOrder(): Order {
  const hidden = dueHeap<Entry>(isStale)
  let visible: (Entry | undefined)[] = []
  let head = 0

  function show(now: number): void {
    for (let entry = hidden.pop(now); entry; entry = hidden.pop(now)) visible.push(entry)
  }

  function next(): Entry | undefined {
    const entry = visible[head]
    if (entry === undefined) return undefined
    // So that what is gone before long is not kept by a list that is old.
    visible[head++] = undefined
    if (head > 1024 && head * 2 > visible.length) {
      visible = visible.slice(head)
      head = 0
    }
    return entry
  }

  const place = (entry: Entry): void => hidden.push(entry.visibleAt, entry)

  return {
    add(entry, now) {
      if (entry.visibleAt > now) return place(entry)
      // Those that have become visible meanwhile were so before it.
      show(now)
      visible.push(entry)
    },
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
    moved(entry, wasHidden) {
      if (wasHidden) hidden.forget()
      place(entry)
    },
    removed: () => hidden.forget(),
    next: () => hidden.next,
  }
}
