import { compileChoiceState } from './choice-state.ts'
import type { ScopeCompiler } from './compile.ts'
import { compileDataFlow } from './data-flow.ts'
import { DefinitionError } from './definition-error.ts'
import type { DefinitionReader } from './definition-reader.ts'
import { compileDynamicField, type QueryLanguage } from './dynamic-field.ts'
import { compileErrorPolicy } from './error-policy.ts'
import { compileMapState } from './map-state.ts'
import type { ParallelState, State, WaitState } from './program.ts'
import { compileTaskState } from './task-state.ts'

/** What every state's compiler gets. */
export interface StateSource {
  readonly name: string
  readonly reader: DefinitionReader
  readonly language: QueryLanguage
  readonly scopes: ScopeCompiler
}

export function compileState(name: string, reader: DefinitionReader, language: QueryLanguage, scopes: ScopeCompiler): State {
  const base = { name, flow: compileDataFlow(reader, language), next: reader.optionalText('Next') }
  const source = { name, reader, language, scopes }
  const type = reader.text('Type')
  switch (type) {
    case 'Pass': {
      const result = reader.get('Result')
      return { ...base, type, result: result === undefined ? undefined : { value: result } }
    }
    case 'Succeed':
      return { ...base, type }
    case 'Fail':
      return {
        ...base,
        type,
        error: compileDynamicField(reader, 'Error', language),
        cause: compileDynamicField(reader, 'Cause', language),
      }
    case 'Wait':
      return { ...base, type, until: compileUntil(source) }
    case 'Parallel':
      return { ...base, type, branches: compileBranches(source), policy: compileErrorPolicy(reader, language) } satisfies ParallelState
    case 'Choice':
      return compileChoiceState(source)
    case 'Task':
      return compileTaskState(source)
    case 'Map':
      return compileMapState(source)
    default:
      throw new DefinitionError(`Unknown state type '${type}'`, `${reader.path}/Type`)
  }
}

function compileUntil({ reader, language }: StateSource): WaitState['until'] {
  for (const unit of ['Seconds', 'Timestamp'] as const) {
    const value = compileDynamicField(reader, unit, language)
    if (value !== undefined) return { unit, value }
  }
  throw new DefinitionError('A Wait state needs Seconds, SecondsPath, Timestamp or TimestampPath', reader.path)
}

function compileBranches({ reader, scopes }: StateSource): number[] {
  return reader.objects('Branches').map(branch => scopes.add(branch))
}
