import { RPC_ERRORS, RpcError } from '../rpc/json-rpc.ts'
import type { OpenDocument } from './open-document.ts'
import type { LspRange } from './positions.ts'

interface NamePlace {
  start: number
  end: number
}

/** Where the state at an offset is named: its own name first, then all that leads to it. */
function placesOfState(document: OpenDocument, offset: number): { name: string; places: NamePlace[] } | undefined {
  const target = document.targetAt(offset)
  if (target === undefined) return undefined
  const { name } = target.state
  const machine = document.machines.find(({ file, states }) => file === document.file && states.includes(target.state))
  const own = machine!.states.filter(state => state.name === name).map(({ nameStart: start, nameEnd: end }) => ({ start, end }))
  return { name, places: [...own, ...machine!.links.filter(link => link.target === name)] }
}

/** Every place that names the state, its own name only where it is asked for. */
export function references(document: OpenDocument, offset: number, includeDeclaration: boolean): object[] {
  const { places = [] } = placesOfState(document, offset) ?? {}
  const { uri, positions } = document
  return places.slice(includeDeclaration ? 0 : 1).map(({ start, end }) => ({ uri, range: positions.range(start, end) }))
}

/** The name that would be changed, without its quotes. */
export function prepareRename(document: OpenDocument, offset: number): { range: LspRange; placeholder: string } | null {
  const found = placesOfState(document, offset)
  const place = found?.places.find(({ start, end }) => start <= offset && offset <= end)
  return found && place ? { range: document.positions.range(place.start, place.end), placeholder: found.name } : null
}

/** @throws RpcError for a name that the state cannot have */
export function rename(document: OpenDocument, offset: number, newName: string): object | null {
  const found = placesOfState(document, offset)
  if (found === undefined) return null
  const isTaken = document.machines.some(({ states }) => states.some(({ name }) => name === newName)) && newName !== found.name
  if (newName.trim() === '' || newName.length > 80 || isTaken) {
    throw new RpcError(
      RPC_ERRORS.invalidParams,
      isTaken ? `There is a state ${newName} already` : 'A state has a name of 1 to 80 characters',
    )
  }
  const { uri, positions, text } = document
  const edits = found.places.map(({ start, end }) => ({
    range: positions.range(start, end),
    newText: written(text.slice(start, end), newName),
  }))
  return { changes: { [uri]: edits } }
}

/** In the quotes that stand there; a plain text of YAML gets some where it needs them. */
function written(before: string, name: string): string {
  if (before.startsWith("'")) return `'${name.replaceAll("'", "''")}'`
  const isPlain = !before.startsWith('"') && /^[A-Za-z_][\w .-]*$/.test(name) && !/^(true|false|null|yes|no|on|off)$|\s$/i.test(name)
  return isPlain ? name : JSON.stringify(name)
}
