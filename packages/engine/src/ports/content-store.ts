/**
 * Bytes too large for a data store's value: the contents of objects. A content is written once and never changed. It is written first
 * and kept by a commit of the data store, which names it in the space `content` under its id; what a process wrote and never named
 * there is removed at the next opening, and what was named is there whatever died in between.
 */
export interface ContentStore {
  /** Reads the source to its end; resolves once all of it is on disk. Rejects, and leaves nothing, when the source does. */
  write(source: AsyncIterable<Uint8Array>): Promise<WrittenContent>
  /** Puts a written content where it stays. Call once a commit has named it; does nothing for one that stays already. */
  settle(id: string): Promise<void>
  /** The bytes from `from` on and before `before`; all of them without a range. Throws for an id that is not there. */
  read(id: string, range?: { from: number; before: number }): AsyncIterable<Uint8Array>
  /** The same bytes under a new id, written but not kept yet. Takes no time and no room where the disk can share them. */
  copy(id: string): Promise<WrittenContent>
  /**
   * Removes a content that a commit has named in the space `content.gone`, and takes it off that list. Nothing happens for an id that is
   * not there.
   */
  remove(id: string): Promise<void>
}

export interface WrittenContent {
  id: string
  bytes: number
}

/** The space of the data store that names the contents to be kept. */
export const contentSpace = 'content'

/** The space that names contents which a commit gave up, until they are removed: a crash in between leaves nothing behind. */
export const goneSpace = 'content.gone'
