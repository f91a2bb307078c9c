import type { Json, SpelledNumber } from '@pasos/asl'
import type { ObjectPlace, StoredObjects } from '../../ports/stored-objects.ts'

/** Where a reader goes on: its own affair, but JSON. */
export type Place = { readonly [key: string]: Json }

export interface ReadItem {
  value: Json | SpelledNumber
  /** The member's name, where an object's members are the items. */
  key?: string
  /** What `$$.Map.Item.Source` says, where items of one reader differ in it. */
  source?: string
  /** From here the item behind it is read. */
  next: Place
  /** How much memory it takes, about. */
  bytes: number
}

/** What a reader reads, with ReaderConfig as the definition has it. */
export interface Reading {
  objects: StoredObjects
  place: ObjectPlace
  config: { readonly [key: string]: Json }
}

/** Items from a place on, or from the first one; as many at a time as come together. */
export type Items = AsyncGenerator<readonly ReadItem[]>

/** The data are not what ReaderConfig says; the message is the cause of States.ItemReaderFailed. */
export class ItemsUnreadable extends Error {
  override readonly name = 'ItemsUnreadable'
}

/** AWS: an item may have 8 MB before the ItemSelector makes it smaller. */
export const longestItem = 8 * 1024 * 1024
