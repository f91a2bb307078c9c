import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Finding, namesAt, printShape, type StateShapes } from '@pasos/asl'
import { checkSource, definitionsIn, YamlSyntaxError } from '@pasos/iac'
import { knownApis } from '../cli/validate/known-apis.ts'
import { type MachineOutline, type OutlineState, outlineOf, stateAt } from './machine-outline.ts'
import { Positions } from './positions.ts'

/** A file that an editor has open, as it is there and not on disk. */
export class OpenDocument {
  readonly uri: string
  readonly file: string
  text = ''
  positions = new Positions('')
  private isRead = false
  private lastFindings: Finding[] = []
  private lastBroken: { offset: number; message: string } | undefined
  private lastMachines: MachineOutline[] = []

  constructor(uri: string, text: string) {
    this.uri = uri
    this.file = uri.startsWith('file:') ? fileURLToPath(uri) : uri
    this.change(text)
  }

  /** Takes a text, and reads it when somebody asks: of many changes one after the other only the last one needs to be. */
  change(text: string): void {
    this.text = text
    this.positions = new Positions(text)
    this.isRead = false
  }

  get findings(): Finding[] {
    this.read()
    return this.lastFindings
  }

  /** Where it is no YAML at all. */
  get broken(): { offset: number; message: string } | undefined {
    this.read()
    return this.lastBroken
  }

  /** As it was when it could be read last: while one types it often cannot. */
  get machines(): MachineOutline[] {
    this.read()
    return this.lastMachines
  }

  private read(): void {
    if (this.isRead) return
    this.isRead = true
    const { text } = this
    this.lastBroken = undefined
    const read = (path: string) => readFileSync(path, 'utf8')
    try {
      this.lastFindings = checkSource(this.file, text, knownApis, read).find(({ file }) => file === this.file)?.findings ?? []
      const outlines = definitionsIn(this.file, text, read).map(outlineOf)
      if (outlines.every(outline => outline !== undefined)) this.lastMachines = withShapesOf(outlines, this.lastMachines)
    } catch (error) {
      // A file that a template names may not be there yet: that is no fault of the template's text.
      const isHere = error instanceof YamlSyntaxError && (error.file ?? this.file) === this.file
      if (isHere) this.lastBroken = { offset: error.offset, message: error.message }
      this.lastFindings = []
    }
  }

  stateAt(offset: number): OutlineState | undefined {
    return stateAt(this.machines, this.file, offset)?.state
  }

  /** The state whose name is at an offset: its own, or where another one leads to. */
  targetAt(offset: number): { state: OutlineState; start: number; end: number } | undefined {
    for (const machine of this.machines.filter(({ file }) => file === this.file)) {
      const link = machine.links.find(({ start, end }) => start <= offset && offset <= end)
      const named = machine.states.find(({ nameStart, nameEnd }) => nameStart <= offset && offset <= nameEnd)
      const state = link ? machine.states.find(({ name }) => name === link.target) : named
      if (state) return { state, start: link?.start ?? state.nameStart, end: link?.end ?? state.nameEnd }
    }
    return undefined
  }
}

/** What was known of the states' data stays known while errors stand in the way of following it. */
function withShapesOf(outlines: MachineOutline[], before: readonly MachineOutline[]): MachineOutline[] {
  const known = new Map(before.flatMap(({ states }) => states.map(({ name, shapes }) => [name, shapes] as const)))
  for (const { states } of outlines) {
    if (states.some(({ shapes }) => shapes !== undefined)) continue
    for (const state of states) {
      const shapes = known.get(state.name)
      if (shapes) state.shapes = shapes
    }
  }
  return outlines
}

/** What can stand behind what is written of a path. */
export function pathCompletions(written: string, shapes: StateShapes): { name: string; detail: string }[] {
  const variables = shapes.variables.map(name => ({ name: `$${name}`, detail: 'variable' }))
  const members = (shape: StateShapes['result'], steps: string[]) =>
    namesAt(shape, steps).map(each => ({ name: each.name, detail: printShape(each.shape) }))
  const [root = '', ...rest] = written.split('.')
  const steps = rest.slice(0, -1).map(step => step.replace(/\[.*$|`/g, ''))
  if (rest.length === 0) return [...variables, { name: '$states', detail: 'JSONata' }]
  if (root === '$') return members(shapes.input, steps)
  if (root !== '$states') return []
  if (steps.length === 0) return ['input', 'result', 'errorOutput', 'context'].map(name => ({ name, detail: `$states.${name}` }))
  const [kind, ...inner] = steps
  return members(kind === 'result' ? shapes.result : kind === 'input' ? shapes.input : undefined, inner)
}

/** What is known of a state, in Markdown. */
export function hoverText({ name, type, shapes }: OutlineState): string {
  const lines = [`**${name}** · ${type}`]
  if (shapes) {
    lines.push('```', `input   ${printShape(shapes.input)}`)
    if (shapes.result) lines.push(`result  ${printShape(shapes.result)}`)
    if (shapes.variables.length > 0) lines.push(`variables  ${shapes.variables.map(each => `$${each}`).join(', ')}`)
    lines.push('```')
  }
  return lines.join('\n')
}
