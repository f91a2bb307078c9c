/** A lane as it stood when it was taken: an ordered stream of writes that one node owns. */
export interface OwnedLane {
  lane: number
  /** Grows with every owner. */
  epoch: number
  /** Of its last batch. */
  seq: number
}

/** A lane as any node sees it. */
export interface LaneState {
  lane: number
  epoch: number
  /** How far its feed goes. */
  feed: number
  /** Whose it is; undefined when it is nobody's who lives. */
  node?: number
  /** Where that one is reached. */
  url?: string
}
