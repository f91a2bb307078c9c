import { type JsonMember, type JsonNode, JsonSyntaxError, parseJsonSource, type StateShapes, stateShapesOf } from '@pasos/asl'
import type { AuthorDefinition } from '@pasos/iac'

/** A state where its author wrote it. Offsets are those of the author's file. */
export interface OutlineState {
  name: string
  type: string
  /** The states of its scope, itself too. */
  siblings: readonly string[]
  nameStart: number
  nameEnd: number
  start: number
  end: number
  shapes?: StateShapes
}

/** A name of a state in `Next`, `Default` or `StartAt`. */
export interface OutlineLink {
  target: string
  start: number
  end: number
}

export interface MachineOutline {
  file: string
  states: OutlineState[]
  links: OutlineLink[]
}

const LINKS = new Set(['Next', 'Default', 'StartAt'])

/** The states of a definition with their places; undefined where its text is no JSON (yet). */
export function outlineOf({ text: source, file }: AuthorDefinition): MachineOutline | undefined {
  const text = source.text
  const outline: MachineOutline = { file, states: [], links: [] }
  try {
    const shapes = stateShapesOf(text) ?? stateShapesOf(withoutLooseEnds(text))
    visit(parseJsonSource(text).root, [])
    for (const state of outline.states) {
      const known = shapes?.get(state.name)
      if (known) state.shapes = known
    }
    return outline
  } catch (error) {
    if (error instanceof JsonSyntaxError) return undefined
    throw error
  }

  function visit(node: JsonNode, siblings: readonly string[]): void {
    for (const member of node.members?.values() ?? []) visitMember(member, siblings)
    for (const item of node.items ?? []) visit(item, siblings)
  }

  function visitMember({ name, node }: JsonMember, siblings: readonly string[]): void {
    if (name === 'States' && node.members) {
      const names = [...node.members.keys()]
      for (const state of node.members.values()) {
        outline.states.push(placed(state, names))
        visit(state.node, names)
      }
      return
    }
    if (LINKS.has(name) && typeof node.value === 'string') {
      outline.links.push({ target: node.value, start: source.locate(node.start), end: source.locateEnd(node.end) })
    }
    if (name !== 'Parameters' && name !== 'Arguments' && name !== 'Result') visit(node, siblings)
  }

  function placed({ name, nameStart, nameEnd, node }: JsonMember, siblings: readonly string[]): OutlineState {
    const type = node.members?.get('Type')?.node.value
    return {
      ...{ name, siblings, type: typeof type === 'string' ? type : '' },
      ...{ nameStart: source.locate(nameStart), nameEnd: source.locateEnd(nameEnd) },
      ...{ start: source.locate(nameStart), end: source.locateEnd(node.end) },
    }
  }
}

/** A path or an expression that somebody is about to go on with, `$.order.`, is an error that says nothing of the data. */
function withoutLooseEnds(text: string): string {
  return text.replace(/("\$[^"\\]*?)[.[]+"/g, '$1"').replace(/(\{%[^"]*?)\.\s*%\}"/g, '$1 %}"')
}

/** The innermost state around an offset. */
export function stateAt(
  machines: readonly MachineOutline[],
  file: string,
  offset: number,
): { machine: MachineOutline; state: OutlineState } | undefined {
  const around = machines
    .filter(machine => machine.file === file)
    .flatMap(machine => machine.states.map(state => ({ machine, state })))
    .filter(({ state }) => state.start <= offset && offset <= state.end)
  return around.toSorted((a, b) => a.state.end - a.state.start - (b.state.end - b.state.start))[0]
}
