import { isJsonObject, type Json, type JsonObject } from '../json.ts'

export type Language = 'en' | 'es'

const COMPARISON = /^(?:String|Numeric|Boolean|Timestamp)(Equals|LessThan|GreaterThan|LessThanEquals|GreaterThanEquals|Matches)(?:Path)?$/
const SIGNS: Readonly<Record<string, string>> = {
  ...{ Equals: '=', LessThan: '<', GreaterThan: '>', LessThanEquals: '≤', GreaterThanEquals: '≥', Matches: '~' },
}
const KINDS = {
  IsPresent: { en: 'there', es: 'un dato presente' },
  IsNull: { en: 'null', es: 'nulo' },
  IsString: { en: 'a text', es: 'un texto' },
  IsNumeric: { en: 'a number', es: 'un número' },
  IsBoolean: { en: 'true or false', es: 'verdadero o falso' },
  IsTimestamp: { en: 'a time', es: 'una fecha' },
} as const satisfies Record<string, Record<Language, string>>
const WORDS = {
  And: { en: ' and ', es: ' y ' },
  Or: { en: ' or ', es: ' o ' },
  not: { en: 'not', es: 'no' },
  is: { en: 'is', es: 'es' },
  isNot: { en: 'is not', es: 'no es' },
} as const satisfies Record<string, Record<Language, string>>

/** What a Choice rule asks, as one would read it out: `$.n > 3 and $.name is there`. */
export function ruleInWords(rule: JsonObject, language: Language): string {
  const { Condition, Variable } = rule
  if (typeof Condition === 'string') return Condition.replace(/^\{%\s*|\s*%\}$/g, '')
  for (const joined of ['And', 'Or'] as const) {
    const parts = rule[joined]
    if (Array.isArray(parts))
      return parts
        .filter(isJsonObject)
        .map(part => within(part, language))
        .join(WORDS[joined][language])
  }
  const refused = rule['Not']
  if (refused !== undefined && isJsonObject(refused)) return `${WORDS.not[language]} (${ruleInWords(refused, language)})`
  const [name, value] = Object.entries(rule).find(([field]) => COMPARISON.test(field) || Object.hasOwn(KINDS, field)) ?? ['', null]
  return `${String(Variable ?? '')} ${askedOf(name, value, language)}`.trim()
}

function askedOf(name: string, value: Json, language: Language): string {
  const kind = Object.hasOwn(KINDS, name) ? KINDS[name as keyof typeof KINDS][language] : undefined
  if (kind !== undefined) return `${WORDS[value === false ? 'isNot' : 'is'][language]} ${kind}`
  const sign = SIGNS[COMPARISON.exec(name)?.[1] ?? ''] ?? name
  return `${sign} ${name.endsWith('Path') ? String(value) : JSON.stringify(value)}`
}

/** In brackets where it joins others in its turn. */
function within(rule: JsonObject, language: Language): string {
  const words = ruleInWords(rule, language)
  return rule['And'] !== undefined || rule['Or'] !== undefined ? `(${words})` : words
}
