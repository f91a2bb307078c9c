/** Things by the time at which they are due, those due together in the order in which they came; the earliest on top. */
export interface DueHeap<T> {
  push(at: number, item: T): void
  /** Takes out what is due, earliest first. */
  pop(now: number): T | undefined
  /** One of those within has become stale. */
  forget(): void
  /** When the earliest is due. */
  readonly next: number | undefined
}

interface Node<T> {
  at: number
  turn: number
  item: T
}

/** Below so many it does not matter how many are stale. */
const fewStale = 1024

/** `isStale`: what is no longer due at that time, and so never given out. It is kept until it is on top, or most of the others are stale too. */
export function dueHeap<T>(isStale: (item: T, at: number) => boolean): DueHeap<T> {
  let nodes: Node<T>[] = []
  let turns = 0
  let stale = 0

  const inOrder = (one: Node<T>, other: Node<T>): number => one.at - other.at || one.turn - other.turn
  const isBefore = (one: Node<T>, other: Node<T>): boolean => inOrder(one, other) < 0

  function up(index: number): void {
    const node = nodes[index]!
    while (index > 0) {
      const parent = (index - 1) >> 1
      if (isBefore(nodes[parent]!, node)) break
      nodes[index] = nodes[parent]!
      index = parent
    }
    nodes[index] = node
  }

  function down(): void {
    const node = nodes[0]!
    let index = 0
    for (;;) {
      let child = 2 * index + 1
      if (child >= nodes.length) break
      if (child + 1 < nodes.length && isBefore(nodes[child + 1]!, nodes[child]!)) child++
      if (isBefore(node, nodes[child]!)) break
      nodes[index] = nodes[child]!
      index = child
    }
    nodes[index] = node
  }

  function takeTop(): Node<T> {
    const top = nodes[0]!
    const last = nodes.pop()!
    if (nodes.length > 0) {
      nodes[0] = last
      down()
    }
    return top
  }

  function dropStaleTop(): void {
    while (nodes.length > 0 && isStale(nodes[0]!.item, nodes[0]!.at)) takeTop()
  }

  return {
    push(at, item) {
      nodes.push({ at, turn: turns++, item })
      up(nodes.length - 1)
    },
    pop(now) {
      dropStaleTop()
      const top = nodes[0]
      return top === undefined || top.at > now ? undefined : takeTop().item
    },
    forget() {
      stale++
      if (stale < fewStale || 2 * stale < nodes.length) return
      stale = 0
      // What is in order is a heap.
      nodes = nodes.filter(({ item, at }) => !isStale(item, at)).sort(inOrder)
    },
    get next() {
      dropStaleTop()
      return nodes[0]?.at
    },
  }
}
