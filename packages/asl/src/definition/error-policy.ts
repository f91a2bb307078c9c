import { compileJsonataField, compileResultPath, compileTemplateField } from './data-flow.ts'
import type { DefinitionReader } from './definition-reader.ts'
import type { QueryLanguage } from './dynamic-field.ts'
import type { Catcher, ErrorPolicy, Retrier } from './program.ts'

export function compileErrorPolicy(reader: DefinitionReader, language: QueryLanguage): ErrorPolicy {
  return {
    retriers: reader.objects('Retry').map(compileRetrier),
    catchers: reader.objects('Catch').map(catcher => compileCatcher(catcher, language)),
  }
}

/** The defaults are those of the States Language: 1 s, 3 attempts, doubling. */
function compileRetrier(reader: DefinitionReader): Retrier {
  return {
    errors: reader.texts('ErrorEquals'),
    intervalSeconds: reader.optionalNumber('IntervalSeconds') ?? 1,
    maxAttempts: reader.optionalNumber('MaxAttempts') ?? 3,
    backoffRate: reader.optionalNumber('BackoffRate') ?? 2,
    maxDelaySeconds: reader.optionalNumber('MaxDelaySeconds'),
    hasFullJitter: reader.optionalText('JitterStrategy') === 'FULL',
  }
}

function compileCatcher(reader: DefinitionReader, language: QueryLanguage): Catcher {
  const isJsonata = language === 'JSONata'
  return {
    errors: reader.texts('ErrorEquals'),
    next: reader.text('Next'),
    resultPath: isJsonata ? undefined : compileResultPath(reader),
    assign: isJsonata ? undefined : compileTemplateField(reader, 'Assign'),
    jsonataOutput: isJsonata ? compileJsonataField(reader, 'Output') : undefined,
    jsonataAssign: isJsonata ? compileJsonataField(reader, 'Assign') : undefined,
  }
}
