/** What `pasos convert` says, in both languages. */
export const CONVERT_MESSAGES = {
  notConverted: { en: '{state} stays in JSONPath: {reason}', es: '{state} queda en JSONPath: {reason}' },
  'convert.several-values': { en: '{what} may lead to several values', es: '{what} puede llevar a varios valores' },
  'convert.function': {
    en: 'JSONata has nothing that is the same as {what} with these arguments',
    es: 'JSONata no tiene nada igual a {what} con estos argumentos',
  },
  'convert.looks-like-expression': {
    en: 'JSONata would take {what} for an expression',
    es: 'JSONata tomaría {what} por una expresión',
  },
  'convert.timestamp-test': {
    en: 'JSONata cannot ask whether {what} is a time',
    es: 'JSONata no puede preguntar si {what} es un instante',
  },
  'convert.field': { en: 'what {what} reads is not there in JSONata', es: 'lo que lee {what} no existe en JSONata' },
  'convert.syntax': { en: '{what}', es: '{what}' },
} as const
