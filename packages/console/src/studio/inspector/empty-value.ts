import type { FieldShape, ShapeName } from '@pasos/asl'

/** What a field begins with when it is added: as little as is valid. */
export function emptyValue({ value }: FieldShape, language: 'JSONPath' | 'JSONata'): unknown {
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
      return '$'
    case 'condition':
      return '{% true %}'
    case 'timestamp':
      return '2030-01-01T00:00:00Z'
    case 'template':
    case 'assign':
    case 'object':
      return {}
    case 'any':
      return {}
    case 'expressions':
      return language === 'JSONata' ? '{% $states.input %}' : {}
    case 'list':
      return [emptyItem(value.shape, language)]
    case 'texts':
    case 'error-names':
      return ['States.ALL']
    default:
      return ''
  }
}

export function emptyItem(shape: ShapeName, language: 'JSONPath' | 'JSONata', next = ''): Record<string, unknown> {
  switch (shape) {
    case 'Retrier':
      return { ErrorEquals: ['States.ALL'], IntervalSeconds: 2, MaxAttempts: 3, BackoffRate: 2 }
    case 'Catcher':
      return { ErrorEquals: ['States.ALL'], Next: next }
    case 'ChoiceRule':
      return language === 'JSONata' ? { Condition: '{% true %}', Next: next } : { Variable: '$.value', BooleanEquals: true, Next: next }
    default:
      return {}
  }
}
