import type { FilterOperand, ParsedPath, PathFilter, PathStep } from './path-step.ts'

/** The names of the variables that a path reads: where it starts, in its filters and in the arguments of its functions. */
export function variablesOfPath({ root, steps }: ParsedPath): string[] {
  return [...(root.kind === 'variable' ? [root.name] : []), ...steps.flatMap(ofStep)]
}

function ofStep(step: PathStep): string[] {
  if (step.kind === 'filter') return ofFilter(step.filter)
  return step.kind === 'function' ? step.args.flatMap(arg => (arg.kind === 'path' ? variablesOfPath(arg.path) : [])) : []
}

function ofFilter(filter: PathFilter): string[] {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return filter.terms.flatMap(ofFilter)
    case 'not':
      return ofFilter(filter.term)
    case 'exists':
      return ofOperand(filter.operand)
    case 'compare':
      return [...ofOperand(filter.left), ...ofOperand(filter.right)]
  }
}

function ofOperand(operand: FilterOperand): string[] {
  return operand.kind === 'item' || operand.kind === 'root' ? variablesOfPath(operand.path) : []
}
