import type { Json } from '../json.ts'
import { parseJson } from '../spelled-numbers.ts'
import { compileState } from './compile-state.ts'
import { DefinitionError } from './definition-error.ts'
import { DefinitionReader } from './definition-reader.ts'
import type { QueryLanguage } from './dynamic-field.ts'
import type { Program, Scope, State } from './program.ts'

/**
 * Compiles a definition that the checks have accepted. What could still not run is a {@link DefinitionError}.
 *
 * @param definition the definition's JSON text
 */
export function compile(definition: string): Program {
  const reader = new DefinitionReader(parse(definition), '')
  const compiler = new ScopeCompiler(readLanguage(reader) ?? 'JSONPath')
  compiler.add(reader)
  return { scopes: compiler.scopes, timeoutSeconds: reader.optionalNumber('TimeoutSeconds') }
}

/** Numbers the scopes of one definition in the order in which they are met. */
export class ScopeCompiler {
  readonly scopes: Scope[] = []
  /** AWS: a nested state's default language is the machine's, not that of the state around it. */
  readonly defaultLanguage: QueryLanguage

  constructor(defaultLanguage: QueryLanguage) {
    this.defaultLanguage = defaultLanguage
  }

  add(reader: DefinitionReader): number {
    const id = this.scopes.length
    const states = new Map<string, State>()
    const scope: Scope = { id, startAt: reader.text('StartAt'), states }
    this.scopes.push(scope)
    const definitions = reader.object('States')
    for (const name of Object.keys(definitions.value)) {
      const state = definitions.object(name)
      states.set(name, compileState(name, state, readLanguage(state) ?? this.defaultLanguage, this))
    }
    if (!states.has(scope.startAt)) throw new DefinitionError(`Missing state '${scope.startAt}'`, `${reader.path}/StartAt`)
    return id
  }
}

function readLanguage(reader: DefinitionReader): QueryLanguage | undefined {
  const language = reader.optionalText('QueryLanguage')
  if (language === undefined || language === 'JSONPath' || language === 'JSONata') return language
  throw new DefinitionError(`Unknown query language '${language}'`, `${reader.path}/QueryLanguage`)
}

function parse(definition: string): Json {
  try {
    return parseJson(definition)
  } catch (error) {
    throw new DefinitionError(`Not JSON: ${error instanceof Error ? error.message : String(error)}`, '')
  }
}
