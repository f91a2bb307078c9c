import { compileChoiceRule } from '../choice/choice-rule.ts'
import type { StateSource } from './compile-state.ts'
import { compileDataFlow, compileJsonataField } from './data-flow.ts'
import type { DefinitionReader } from './definition-reader.ts'
import type { QueryLanguage } from './dynamic-field.ts'
import type { ChoiceBranch, ChoiceState } from './program.ts'

export function compileChoiceState({ name, reader, language }: StateSource): ChoiceState {
  return {
    name,
    type: 'Choice',
    flow: compileDataFlow(reader, language),
    next: undefined,
    choices: reader.objects('Choices').map(choice => compileBranch(choice, language)),
    defaultNext: reader.optionalText('Default'),
  }
}

function compileBranch(reader: DefinitionReader, language: QueryLanguage): ChoiceBranch {
  const isJsonata = language === 'JSONata'
  const condition = reader.get('Condition')
  return {
    rule: isJsonata ? undefined : compileChoiceRule(reader),
    condition: isJsonata ? compileJsonataField(reader, 'Condition') : undefined,
    conditionText: typeof condition === 'string' ? condition : JSON.stringify(condition ?? null),
    next: reader.text('Next'),
    flow: compileDataFlow(reader, language),
  }
}
