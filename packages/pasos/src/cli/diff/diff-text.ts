import type { DefinitionDiff, FieldChange, Json, StateChange } from '@pasos/asl'
import { message } from '../messages.ts'
import { printable } from '../printable.ts'
import type { ExecutionDiff } from './diff-executions.ts'

const SIGNS = { added: '+', removed: '-', changed: '~' } as const
/** Of a value that is shown; the whole is in the JSON. */
const SHOWN = 100

/** What differs between two definitions, for people. */
export function definitionDiffText(diff: DefinitionDiff): string {
  const { machine, states, inputRead, hasFilledIn } = diff
  const filledIn = hasFilledIn ? [message('diffFilledIn')] : []
  if (machine.length + states.length === 0) return lines([message('noDifference'), ...filledIn])
  const count = (what: StateChange['what']) => states.filter(each => each.what === what).length
  const gone = states.flatMap(({ what, name, from }) => (what === 'removed' ? [name] : what === 'renamed' ? [from!] : []))
  return lines([
    ...(machine.length > 0 ? [message('diffMachine'), ...machine.map(field)] : []),
    ...states.flatMap(state => [head(state), ...state.fields.map(field)]),
    '',
    message('diffSummary', { added: count('added'), removed: count('removed'), changed: count('changed'), renamed: count('renamed') }),
    message('diffRunning'),
    ...(inputRead.length > 0 ? [message('diffInputRead', { names: inputRead.join(', ') })] : []),
    ...(gone.length > 0 ? [message('diffStatesGone', { names: gone.join(', ') })] : []),
    ...filledIn,
  ])
}

function head({ what, name, from, within, type }: StateChange): string {
  const place = [...within, name].join(' / ')
  return what === 'renamed' ? message('diffRenamed', { name: place, type, from: from! }) : `${SIGNS[what]} ${place} (${type})`
}

function field({ path, before, after }: FieldChange): string {
  const words =
    before === undefined
      ? message('diffNow', { value: short(after!) })
      : after === undefined
        ? message('diffGone', { value: short(before) })
        : message('diffWas', { before: short(before), after: short(after) })
  return `    ${path} ${words}`
}

/** Where two executions part, and in what each visit differs, for people. */
export function executionDiffText({ end, visits }: ExecutionDiff): string {
  const different = visits.filter(({ differs }) => differs.length > 0)
  const parted = different[0]
  const ends = end.map(({ what, first, second }) => `${message(`diff.${what}`)}: ${short(first)} → ${short(second)}`)
  if (parted === undefined) return lines(ends.length > 0 ? ends : [message('noDifference')])
  const told = (differs: readonly (typeof parted.differs)[number][]) => differs.map(each => message(`diff.${each}`)).join(', ')
  const rows = different.flatMap(({ name, visit, differs, ...pair }) => [
    `~ ${name}${visit > 1 ? ` (${visit})` : ''}: ${told(differs)}`,
    ...differs.flatMap(what => {
      if (what === 'onlyFirst' || what === 'onlySecond') return []
      return [`    ${message(`diff.${what}`)} ${short(pair.first?.[what] ?? null)} → ${short(pair.second?.[what] ?? null)}`]
    }),
  ])
  const where = message('diffFirst', { name: parted.name, visit: parted.visit, what: told(parted.differs) })
  return lines([where, ...ends, '', ...rows])
}

function short(value: Json): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
}

/** What comes from a server must not steer the terminal. */
function lines(all: readonly string[]): string {
  return `${all.map(printable).join('\n')}\n`
}
