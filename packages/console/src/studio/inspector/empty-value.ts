import type { FieldShape, ShapeName } from '@pasos/asl'

/** Where the least that is valid is nothing that anybody wants. */
const USUAL: Readonly<Record<string, unknown>> = {
  TimeoutSeconds: 60,
  HeartbeatSeconds: 30,
  MaxDelaySeconds: 60,
  Version: '1.0',
  Label: 'Map',
  'RoleArn.$': '$.role',
}

/** What a field begins with when it is added: as little as is valid. */
export function emptyValue(name: string, { value }: FieldShape, language: 'JSONPath' | 'JSONata', next = ''): unknown {
  if (name === 'Next' || name === 'Default') return next
  if (name === 'QueryLanguage') return language
  if (name in USUAL) return USUAL[name]
  switch (value.kind) {
    case 'integer':
    case 'number':
      return Number.isFinite(value.min) ? Math.max(value.min, 1) : 1
    case 'boolean':
    case 'true':
      return true
    case 'enum':
      return value.values[0]
    case 'path':
    case 'reference-path':
    case 'result-path':
      return '$'
    case 'condition':
      return '{% true %}'
    case 'timestamp':
      return '2030-01-01T00:00:00Z'
    case 'object':
      return emptyItem(value.shape, language, next)
    case 'template':
    case 'assign':
    case 'any':
      return {}
    case 'expressions':
      return language === 'JSONata' ? '{% $states.input %}' : {}
    case 'list':
      return [emptyItem(value.shape, language, next)]
    case 'texts':
      return ['id']
    case 'error-names':
      return ['States.ALL']
    default:
      return ''
  }
}

/** What an entry of a list, or an object, begins with. `next`: a state to lead to; `state`: the name of the first state of a branch. */
export function emptyItem(shape: ShapeName, language: 'JSONPath' | 'JSONata', next = '', state = 'First'): Record<string, unknown> {
  switch (shape) {
    case 'Retrier':
      return { ErrorEquals: ['States.ALL'], IntervalSeconds: 2, MaxAttempts: 3, BackoffRate: 2 }
    case 'Catcher':
      return { ErrorEquals: ['States.ALL'], Next: next }
    case 'ChoiceRule':
      return language === 'JSONata' ? { Condition: '{% true %}', Next: next } : { Variable: '$.value', BooleanEquals: true, Next: next }
    case 'NestedRule':
      return { Variable: '$.value', IsPresent: true }
    case 'Branch':
      return { StartAt: state, States: { [state]: { Type: 'Pass', End: true } } }
    case 'Processor':
      return { ProcessorConfig: { Mode: 'INLINE' }, StartAt: state, States: { [state]: { Type: 'Pass', End: true } } }
    case 'ProcessorConfig':
      return { Mode: 'INLINE' }
    case 'Credentials':
      return { RoleArn: 'arn:aws:iam::123456789012:role/other' }
    case 'ItemReader':
      return {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'JSON' },
        [language === 'JSONata' ? 'Arguments' : 'Parameters']: { Bucket: 'my-bucket', Key: 'items.json' },
      }
    case 'ItemBatcher':
      return { MaxItemsPerBatch: 10 }
    case 'ResultWriter':
      return {
        Resource: 'arn:aws:states:::s3:putObject',
        [language === 'JSONata' ? 'Arguments' : 'Parameters']: { Bucket: 'my-bucket', Prefix: 'results' },
      }
    default:
      return {}
  }
}

/** Whether an entry takes every error: AWS wants it to be the last. */
export function takesAll(item: unknown): boolean {
  const names = (item as { ErrorEquals?: unknown } | null | undefined)?.ErrorEquals
  return Array.isArray(names) && names.includes('States.ALL')
}
