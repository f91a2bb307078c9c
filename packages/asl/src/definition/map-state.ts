import { compileJsonataTemplate } from '../jsonata/jsonata-template.ts'
import type { StateSource } from './compile-state.ts'
import { compileDataFlow, compileJsonataField, compilePathField, compileTemplateField } from './data-flow.ts'
import { DefinitionError } from './definition-error.ts'
import type { DefinitionReader } from './definition-reader.ts'
import { compileDynamicField, type QueryLanguage } from './dynamic-field.ts'
import { compileErrorPolicy } from './error-policy.ts'
import type { DataFlow, ItemBatcher, ItemReader, MapState, ResultWriter } from './program.ts'

export function compileMapState({ name, reader, language, scopes }: StateSource): MapState {
  const processor = reader.optionalObject('ItemProcessor') ?? reader.optionalObject('Iterator')
  if (processor === undefined) throw new DefinitionError('A Map state needs an ItemProcessor', reader.path)
  const config = processor.optionalObject('ProcessorConfig')
  return {
    name,
    type: 'Map',
    // `Parameters` is the older name of ItemSelector: it shapes each item, not the state's input.
    flow: withoutParameters(compileDataFlow(reader, language)),
    next: reader.optionalText('Next'),
    scope: scopes.add(processor),
    isDistributed: config?.optionalText('Mode') === 'DISTRIBUTED',
    childType: config?.optionalText('ExecutionType') === 'EXPRESS' ? 'EXPRESS' : 'STANDARD',
    label: reader.optionalText('Label'),
    itemsPath: language === 'JSONPath' ? (compilePathField(reader, 'ItemsPath') ?? undefined) : undefined,
    items: language === 'JSONata' ? compileItems(reader) : undefined,
    itemSelector: compileSelector(reader, language),
    maxConcurrency: compileDynamicField(reader, 'MaxConcurrency', language),
    toleratedCount: compileDynamicField(reader, 'ToleratedFailureCount', language),
    toleratedPercentage: compileDynamicField(reader, 'ToleratedFailurePercentage', language),
    reader: compileReader(reader.optionalObject('ItemReader'), language),
    batcher: compileBatcher(reader.optionalObject('ItemBatcher'), language),
    writer: compileWriter(reader.optionalObject('ResultWriter'), language),
    policy: compileErrorPolicy(reader, language),
  }
}

function withoutParameters(flow: DataFlow): DataFlow {
  return flow.language === 'JSONPath' ? { ...flow, parameters: undefined } : flow
}

function compileItems(reader: DefinitionReader): MapState['items'] {
  const items = reader.get('Items')
  if (items === undefined) return undefined
  const text = typeof items === 'string' ? items : JSON.stringify(items)
  return { text, template: reader.compiled('Items', () => compileJsonataTemplate(items)) }
}

function compileSelector(reader: DefinitionReader, language: QueryLanguage): MapState['itemSelector'] {
  if (language === 'JSONata') return compileJsonataField(reader, 'ItemSelector')
  return compileTemplateField(reader, reader.has('ItemSelector') ? 'ItemSelector' : 'Parameters')
}

function compileReader(reader: DefinitionReader | undefined, language: QueryLanguage): ItemReader | undefined {
  if (reader === undefined) return undefined
  const config = reader.optionalObject('ReaderConfig')
  const { MaxItems: _, MaxItemsPath: __, ...rest } = config?.value ?? {}
  return {
    resource: reader.text('Resource'),
    request: language === 'JSONata' ? compileJsonataField(reader, 'Arguments') : compileTemplateField(reader, 'Parameters'),
    config: rest,
    maxItems: config === undefined ? undefined : compileDynamicField(config, 'MaxItems', language, 'ItemReader/ReaderConfig/'),
  }
}

function compileBatcher(reader: DefinitionReader | undefined, language: QueryLanguage): ItemBatcher | undefined {
  if (reader === undefined) return undefined
  return {
    maxItems: compileDynamicField(reader, 'MaxItemsPerBatch', language, 'ItemBatcher/'),
    maxBytes: compileDynamicField(reader, 'MaxInputBytesPerBatch', language, 'ItemBatcher/'),
    batchInput: language === 'JSONata' ? compileJsonataField(reader, 'BatchInput') : compileTemplateField(reader, 'BatchInput'),
  }
}

function compileWriter(reader: DefinitionReader | undefined, language: QueryLanguage): ResultWriter | undefined {
  if (reader === undefined) return undefined
  return {
    resource: reader.optionalText('Resource'),
    request: language === 'JSONata' ? compileJsonataField(reader, 'Arguments') : compileTemplateField(reader, 'Parameters'),
    config: reader.optionalObject('WriterConfig')?.value,
  }
}
