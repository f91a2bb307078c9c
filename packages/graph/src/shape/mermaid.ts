import { machineShape, type Scope, type StateShape } from './machine-shape.ts'

/** The graph of a definition in Mermaid's notation (stateDiagram-v2), as README files show it; undefined for a text that is no state machine. */
export function mermaidOf(definition: string): string | undefined {
  const shape = machineShape(definition)
  if (shape === undefined) return undefined
  const ids = new Map<string, string>()
  number(shape, ids)
  return `${['stateDiagram-v2', ...scopeLines(shape, ids, '  ')].join('\n')}\n`
}

/** Names may hold anything, ids may not. */
function number(scope: Scope, ids: Map<string, string>): void {
  for (const state of scope.states) {
    ids.set(state.id, `s${ids.size + 1}`)
    for (const inner of state.inner) number(inner, ids)
  }
}

function scopeLines(scope: Scope, ids: ReadonlyMap<string, string>, indent: string): string[] {
  const start = scope.states.find(({ name }) => name === scope.startAt)
  return [
    ...scope.states.flatMap(state => stateLines(state, ids, indent)),
    ...(start ? [`${indent}[*] --> ${ids.get(start.id)}`] : []),
    ...scope.edges.flatMap(({ from, to, kind, label }) => {
      const said = kind === 'catch' ? `⚡ ${label}` : kind === 'default' ? 'default' : label
      return to === undefined ? [] : [`${indent}${ids.get(from)} --> ${ids.get(to)}${said === '' ? '' : ` : ${plain(said)}`}`]
    }),
    ...scope.states.flatMap(({ id, isLast }) => (isLast ? [`${indent}${ids.get(id)} --> [*]`] : [])),
  ]
}

function stateLines(state: StateShape, ids: ReadonlyMap<string, string>, indent: string): string[] {
  const id = ids.get(state.id)
  const text = [state.name, state.label === '' ? state.type : state.label].filter(part => part !== '').join(' · ')
  const head = `${indent}state "${plain(text)}" as ${id}`
  if (state.inner.length === 0) return [head]
  const inner = state.inner.flatMap((scope, index) => [...(index > 0 ? [`${indent}  --`] : []), ...scopeLines(scope, ids, `${indent}  `)])
  return [`${head} {`, ...inner, `${indent}}`]
}

/** Quotes, colons and line breaks mean something to Mermaid. */
function plain(text: string): string {
  return text
    .replace(/"/g, "'")
    .replace(/[\n\r;#]/g, ' ')
    .replaceAll(':', '∶')
}
