import type { Position } from './map-run.ts'

/**
 * How far a Map Run has surely come: behind its position are only items whose children are on disk, so a restart reads on from there.
 * Children are started in the order of their items and become durable in any.
 */
export class Watermark {
  /** In the order of their items: a Map keeps the order of insertion. */
  private readonly unstored = new Map<number, Position>()

  started(position: Position): void {
    this.unstored.set(position.item, position)
  }

  stored(item: number): void {
    this.unstored.delete(item)
  }

  get size(): number {
    return this.unstored.size
  }

  /** @param next where the item stands that has no child yet */
  position(next: Position): Position {
    for (const position of this.unstored.values()) return position
    return next
  }
}
