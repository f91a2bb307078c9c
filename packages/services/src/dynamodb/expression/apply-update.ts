import { type AttributeValue, type Item, validationError } from '../values/attribute-value.ts'
import { setKeys } from '../values/compare-values.ts'
import { addDecimals, parseDecimal, printDecimal } from '../values/number.ts'
import { type DocumentPath, valueAt } from './document-path.ts'
import type { SetValue, UpdateAction } from './update.ts'

const WRONG_TYPE = 'An operand in the update expression has an incorrect data type'
const NO_PLACE = 'The document path provided in the update expression is invalid for update'
const NO_ATTRIBUTE = 'The provided expression refers to an attribute that does not exist in the item'

/** The item after the update; the given one stays as it was. Every action reads the item from before all of them. */
export function applyUpdate(before: Item, actions: readonly UpdateAction[]): Item {
  const after = structuredClone(before)
  const appended: (() => void)[] = []
  const removed: { list: AttributeValue[]; position: number }[] = []
  for (const action of actions) {
    switch (action.action) {
      case 'SET':
        put(after, action.path, setValue(before, action.value), appended)
        break
      case 'REMOVE':
        remove(after, action.path, removed)
        break
      case 'ADD':
        put(after, action.path, added(valueAt(before, action.path), action.value), appended)
        break
      case 'DELETE':
        takeFromSet(after, action.path, action.value, appended)
        break
      default:
        action satisfies never
    }
  }
  // Positions are those of the item before: what is removed goes last, from the back, and what lies beyond a list's end is appended.
  for (const { list, position } of removed.sort((a, b) => b.position - a.position)) list.splice(position, 1)
  for (const append of appended) append()
  return after
}

function setValue(item: Item, value: SetValue): AttributeValue {
  switch (value.kind) {
    case 'value':
      return structuredClone(value.value)
    case 'path': {
      const found = valueAt(item, value.path)
      if (found === undefined) throw validationError(NO_ATTRIBUTE)
      return structuredClone(found)
    }
    case 'if_not_exists':
      return structuredClone(valueAt(item, value.path)) ?? setValue(item, value.otherwise)
    case 'list_append': {
      const [first, second] = [setValue(item, value.first), setValue(item, value.second)]
      if (!('L' in first && 'L' in second)) throw validationError(WRONG_TYPE)
      return { L: [...first.L, ...second.L] }
    }
    default: {
      const [left, right] = [setValue(item, value.left), setValue(item, value.right)]
      if (!('N' in left && 'N' in right)) throw validationError(WRONG_TYPE)
      return { N: printDecimal(addDecimals(parseDecimal(left.N), parseDecimal(right.N), value.kind === 'sum' ? 1n : -1n)) }
    }
  }
}

function put(item: Item, path: DocumentPath, value: AttributeValue, appended: (() => void)[]): void {
  const last = path.at(-1)!
  if (path.length === 1) {
    item[path[0]] = value
    return
  }
  const parent = valueAt(item, path.slice(0, -1) as unknown as DocumentPath)
  if (typeof last === 'string' && parent !== undefined && 'M' in parent) parent.M[last] = value
  else if (typeof last === 'number' && parent !== undefined && 'L' in parent) {
    const list = parent.L
    if (last < list.length) list[last] = value
    else appended.push(() => void list.push(value))
  } else throw validationError(NO_PLACE)
}

function remove(item: Item, path: DocumentPath, removed: { list: AttributeValue[]; position: number }[]): void {
  const last = path.at(-1)!
  if (path.length === 1) {
    delete item[path[0]]
    return
  }
  const parent = valueAt(item, path.slice(0, -1) as unknown as DocumentPath)
  if (typeof last === 'string' && parent !== undefined && 'M' in parent) delete parent.M[last]
  else if (typeof last === 'number' && parent !== undefined && 'L' in parent) {
    if (last < parent.L.length) removed.push({ list: parent.L, position: last })
  } else throw validationError(NO_PLACE)
}

function added(old: AttributeValue | undefined, value: AttributeValue): AttributeValue {
  if (old === undefined) return structuredClone(value)
  if ('N' in old && 'N' in value) return { N: printDecimal(addDecimals(parseDecimal(old.N), parseDecimal(value.N))) }
  if ('SS' in old && 'SS' in value) return { SS: [...new Set([...old.SS, ...value.SS])] }
  if ('NS' in old && 'NS' in value) return { NS: [...new Set([...old.NS, ...value.NS])] }
  if ('BS' in old && 'BS' in value) {
    const known = new Set(setKeys(old))
    return { BS: [...old.BS, ...value.BS.filter(bytes => !known.has(Buffer.from(bytes).toString('base64')))] }
  }
  throw validationError(WRONG_TYPE)
}

/** A set that loses its last member goes too. */
function takeFromSet(item: Item, path: DocumentPath, value: AttributeValue, appended: (() => void)[]): void {
  const old = valueAt(item, path)
  if (old === undefined) return
  const taken = new Set(setKeys(value))
  const left = rest(old, value, taken)
  if (setKeys(left).length > 0) put(item, path, left, appended)
  else remove(item, path, [])
}

function rest(old: AttributeValue, value: AttributeValue, taken: ReadonlySet<string>): AttributeValue {
  if ('SS' in old && 'SS' in value) return { SS: old.SS.filter(member => !taken.has(member)) }
  if ('NS' in old && 'NS' in value) return { NS: old.NS.filter(member => !taken.has(member)) }
  if ('BS' in old && 'BS' in value) return { BS: old.BS.filter(bytes => !taken.has(Buffer.from(bytes).toString('base64'))) }
  throw validationError(WRONG_TYPE)
}
