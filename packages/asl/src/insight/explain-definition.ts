import { fillIn } from '../check/catalogue/fill-in.ts'
import { isJsonObject, type Json, type JsonObject } from '../json.ts'
import { type Language, ruleInWords } from './rule-in-words.ts'

/** A definition in plain words, a line a state, in the order in which they are reached; what is inside a Map or Parallel is indented. */
export function explainDefinition(definition: JsonObject, language: Language): string {
  return `${scopeLines(definition, language, '').join('\n')}\n`
}

const WORDS = {
  begins: { en: 'It begins with {name}.', es: 'Empieza por {name}.' },
  Pass: { en: '{name} passes its data on', es: '{name} pasa sus datos' },
  Task: { en: '{name} calls {what}', es: '{name} llama a {what}' },
  Wait: { en: '{name} waits {what}', es: '{name} espera {what}' },
  Choice: { en: '{name} decides:', es: '{name} decide:' },
  Parallel: { en: '{name} does {what} things at once:', es: '{name} hace {what} cosas a la vez:' },
  Map: { en: '{name} does this for each item of {what}:', es: '{name} hace esto con cada elemento de {what}:' },
  Succeed: { en: '{name} ends it well.', es: '{name} lo termina bien.' },
  Fail: { en: '{name} ends it with the error {what}.', es: '{name} lo termina con el error {what}.' },
  next: { en: ', then {next}', es: ', luego {next}' },
  end: { en: ', and that is the end', es: ', y ahí termina' },
  when: { en: 'if {rule}: {next}', es: 'si {rule}: {next}' },
  otherwise: { en: 'otherwise: {next}', es: 'si no: {next}' },
  retry: { en: 'on {errors} it tries again up to {times} times', es: 'ante {errors} lo intenta hasta {times} veces más' },
  catch: { en: 'if {errors} remains: {next}', es: 'si persiste {errors}: {next}' },
  timeout: { en: 'for {span} at most', es: 'durante {span} como mucho' },
  branch: { en: 'branch {number}', es: 'rama {number}' },
  anyError: { en: 'any error', es: 'cualquier error' },
  input: { en: 'its input', es: 'su entrada' },
} as const satisfies Record<string, Record<Language, string>>

function scopeLines(scope: JsonObject, language: Language, indent: string): string[] {
  const states = isJsonObject(scope['States'] ?? null) ? (scope['States'] as JsonObject) : {}
  const start = textOf(scope['StartAt'])
  const lines = [`${indent}${say('begins', { name: start }, language)}`]
  for (const name of inOrder(states, start)) {
    const state = states[name]
    if (isJsonObject(state ?? null)) lines.push(...stateLines(name, state as JsonObject, language, indent))
  }
  return lines
}

/** As they are reached, then what is not. */
function inOrder(states: JsonObject, start: string): string[] {
  const seen = new Set<string>()
  const waiting = [start, ...Object.keys(states)]
  while (waiting.length > 0) {
    const name = waiting.shift()!
    const state = Object.hasOwn(states, name) ? states[name]! : null
    if (seen.has(name) || !isJsonObject(state)) continue
    seen.add(name)
    waiting.unshift(...targetsOf(state))
  }
  return [...seen]
}

function targetsOf(state: JsonObject): string[] {
  const rules = [...listOf(state['Choices']), state, ...listOf(state['Catch'])]
  return [...rules.map(rule => textOf(rule['Next'])), textOf(state['Default'])].filter(name => name !== '')
}

function stateLines(name: string, state: JsonObject, language: Language, indent: string): string[] {
  const type = textOf(state['Type'])
  const key = type in WORDS ? (type as keyof typeof WORDS) : 'Pass'
  const head = say(key, { name, what: whatOf(type, state, language) }, language)
  const further = [
    ...(state['TimeoutSeconds'] === undefined ? [] : [say('timeout', { span: spanOf(state['TimeoutSeconds'], language) }, language)]),
    ...listOf(state['Retry']).map(rule =>
      say('retry', { errors: errorsOf(rule, language), times: String(rule['MaxAttempts'] ?? 3) }, language),
    ),
    ...listOf(state['Catch']).map(rule => say('catch', { errors: errorsOf(rule, language), next: textOf(rule['Next']) }, language)),
  ]
  const next = textOf(state['Next'])
  const onward = next !== '' ? say('next', { next }, language) : state['End'] === true ? say('end', {}, language) : ''
  const isOpen = head.endsWith(':') || head.endsWith('.')
  const first = isOpen ? `${head}${onward === '' ? '' : ` (${onward.slice(2)})`}` : `${head}${onward}.`
  const inner = `${indent}  `
  return [
    `${indent}${first}`,
    ...choiceLines(state, language, inner),
    ...innerLines(state, language, inner),
    ...further.map(line => `${inner}– ${line}`),
  ]
}

function choiceLines(state: JsonObject, language: Language, indent: string): string[] {
  const fallback = textOf(state['Default'])
  return [
    ...listOf(state['Choices']).map(
      rule => `${indent}– ${say('when', { rule: ruleInWords(rule, language), next: textOf(rule['Next']) }, language)}`,
    ),
    ...(fallback === '' ? [] : [`${indent}– ${say('otherwise', { next: fallback }, language)}`]),
  ]
}

function innerLines(state: JsonObject, language: Language, indent: string): string[] {
  const branches = listOf(state['Branches'])
  const processor = state['ItemProcessor'] ?? state['Iterator']
  if (isJsonObject(processor ?? null)) return scopeLines(processor as JsonObject, language, indent)
  return branches.flatMap((branch, index) => [
    `${indent}${say('branch', { number: String(index + 1) }, language)}:`,
    ...scopeLines(branch, language, `${indent}  `),
  ])
}

function whatOf(type: string, state: JsonObject, language: Language): string {
  if (type === 'Task') {
    const called = state['Parameters'] ?? state['Arguments']
    const name = called !== undefined && isJsonObject(called) ? textOf(called['FunctionName']) : ''
    return `${plainName(textOf(state['Resource']))}${name === '' ? '' : ` (${plainName(name)})`}`
  }
  if (type === 'Wait') {
    const [name, value] = Object.entries(state).find(([field]) => /^(Seconds|Timestamp)/.test(field)) ?? ['', '']
    return name === 'Seconds' ? spanOf(value, language) : String(value)
  }
  if (type === 'Fail') return textOf(state['Error']) || textOf(state['ErrorPath']) || '–'
  if (type === 'Parallel') return String(listOf(state['Branches']).length)
  return textOf(state['ItemsPath']) || (typeof state['Items'] === 'string' ? state['Items'] : WORDS.input[language])
}

const UNITS = [
  { seconds: 86_400, en: ['day', 'days'], es: ['día', 'días'] },
  { seconds: 3_600, en: ['hour', 'hours'], es: ['hora', 'horas'] },
  { seconds: 60, en: ['minute', 'minutes'], es: ['minuto', 'minutos'] },
] as const

/** A length of time in the largest unit of which it is a whole number; what is no number as it is written. */
function spanOf(value: Json | undefined, language: Language): string {
  if (typeof value !== 'number') return String(value ?? '')
  const unit = value === 0 ? undefined : UNITS.find(({ seconds }) => value % seconds === 0)
  if (unit === undefined) return `${value} s`
  const count = value / unit.seconds
  return `${count} ${unit[language][count === 1 ? 0 : 1]}`
}

function plainName(arn: string): string {
  return arn.replace(/^arn:[\w-]+:states:::/, '').replace(/^arn:.*:(function|activity):/, '')
}

function errorsOf(rule: JsonObject, language: Language): string {
  const errors = rule['ErrorEquals']
  if (!Array.isArray(errors)) return '–'
  return errors.map(error => (error === 'States.ALL' ? WORDS.anyError[language] : String(error))).join(', ')
}

function say(key: keyof typeof WORDS, facts: Record<string, string>, language: Language): string {
  return fillIn(WORDS[key][language], facts)
}

function listOf(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : []
}

function textOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : ''
}
