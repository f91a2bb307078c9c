interface Link<Item> {
  item: Item | undefined
  before: Link<Item> | undefined
  after: Link<Item> | undefined
}

/**
 * First come, first served, for what comes and goes all the time and may leave from the middle. A Set would keep what has left it, as
 * `FleetingMap` says. Here a link that is taken out leads nowhere any more, however long it lives.
 */
export class FleetingQueue<Item> {
  private first: Link<Item> | undefined
  private last: Link<Item> | undefined
  private length = 0

  get isEmpty(): boolean {
    return this.first === undefined
  }

  get size(): number {
    return this.length
  }

  /** Answers how it leaves before its turn; once it is out that does nothing. */
  push(item: Item): () => void {
    const link: Link<Item> = { item, before: this.last, after: undefined }
    if (this.last === undefined) this.first = link
    else this.last.after = link
    this.last = link
    this.length++
    return () => this.unlink(link)
  }

  /** Takes out the one that came first. */
  shift(): Item | undefined {
    const link = this.first
    if (link === undefined) return undefined
    const { item } = link
    this.unlink(link)
    return item
  }

  private unlink(link: Link<Item>): void {
    const { before, after } = link
    if (before === undefined && this.first !== link) return
    this.length--
    if (before === undefined) this.first = after
    else before.after = after
    if (after === undefined) this.last = before
    else after.before = before
    link.item = undefined
    link.before = undefined
    link.after = undefined
  }
}
