import type { AttributeValue } from '../values/attribute-value.ts'
import type { DocumentPath } from './document-path.ts'

/** What SET may put at a place; every path reads the item as it was before the update. */
export type SetValue =
  | { kind: 'path'; path: DocumentPath }
  | { kind: 'value'; value: AttributeValue }
  | { kind: 'if_not_exists'; path: DocumentPath; otherwise: SetValue }
  | { kind: 'list_append'; first: SetValue; second: SetValue }
  | { kind: 'sum' | 'difference'; left: SetValue; right: SetValue }

/** One change of an item. */
export type UpdateAction =
  | { action: 'SET'; path: DocumentPath; value: SetValue }
  | { action: 'REMOVE'; path: DocumentPath }
  /** To a number or a set. */
  | { action: 'ADD'; path: DocumentPath; value: AttributeValue }
  /** Members of a set. */
  | { action: 'DELETE'; path: DocumentPath; value: AttributeValue }
