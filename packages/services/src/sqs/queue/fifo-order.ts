import { FleetingMap } from '@pasos/engine'
import { dueHeap } from './due-heap.ts'
import { type Entry, isStale, type Order } from './entry.ts'

interface Group {
  /** In order of sending; what is gone stays until the head passes it. */
  entries: Entry[]
  head: number
}

/**
 * Messages of a group in the order of sending, none while an earlier one of the group is in flight or delayed. Groups take turns.
 */
export function fifoOrder(): Order {
  const groups = new FleetingMap<Group>()
  /** Groups whose first message may be visible, in the order in which they are asked. */
  const open = new FleetingMap<string>()
  const hidden = dueHeap<Entry>(isStale)

  function first(name: string, group: Group): Entry | undefined {
    while (group.entries[group.head]?.isGone) group.head++
    if (group.head === group.entries.length) groups.delete(name)
    else if (group.head > 256 && group.head * 2 > group.entries.length) {
      group.entries = group.entries.slice(group.head)
      group.head = 0
    }
    return group.entries[group.head]
  }

  function takeFrom(name: string, limit: number, now: number): Entry[] {
    const group = groups.get(name)
    const taken: Entry[] = []
    if (!group || first(name, group) === undefined) return taken
    for (let at = group.head; at < group.entries.length && taken.length < limit; at++) {
      const entry = group.entries[at]!
      if (entry.isGone) continue
      if (entry.visibleAt > now) break
      taken.push(entry)
    }
    return taken
  }

  /** Opens the groups of what has become visible. */
  function show(now: number): void {
    for (let entry = hidden.pop(now); entry; entry = hidden.pop(now)) openGroup(entry)
  }

  function openGroup({ group = '' }: Entry): void {
    open.set(group, group)
  }

  function add(entry: Entry, now: number): void {
    const name = entry.group ?? ''
    let group = groups.get(name)
    if (!group) {
      group = { entries: [], head: 0 }
      groups.set(name, group)
    }
    insert(group, entry)
    if (entry.visibleAt > now) place(entry)
    else {
      show(now)
      openGroup(entry)
    }
  }

  function place(entry: Entry): void {
    hidden.push(entry.visibleAt, entry)
  }

  return {
    add,
    take(limit, now) {
      show(now)
      const taken: Entry[] = []
      for (const name of open.values()) {
        if (taken.length >= limit) break
        const entries = takeFrom(name, limit - taken.length, now)
        taken.push(...entries)
        // It is locked by what was taken, or has nothing to give; what changes that opens it again.
        open.delete(name)
      }
      return taken
    },
    moved(entry, wasHidden) {
      if (wasHidden) hidden.forget()
      place(entry)
    },
    // The next of the group may be visible now.
    removed(entry) {
      openGroup(entry)
      hidden.forget()
    },
    next: () => hidden.next,
  }
}

/** Nearly always at the end: what is committed later than it was numbered comes before a few. */
function insert({ entries, head }: Group, entry: Entry): void {
  let at = entries.length
  while (at > head && entries[at - 1]!.sequence > entry.sequence) at--
  if (at === entries.length) entries.push(entry)
  else entries.splice(at, 0, entry)
}
