/** What `pasos test` says, in both languages. */
export const TEST_MESSAGES = {
  noTests: {
    en: 'There are no tests in {place}: no *.asltest.json and no *.asltest.yaml.',
    es: 'No hay pruebas en {place}: ni *.asltest.json ni *.asltest.yaml.',
  },
  noTestLike: {
    en: 'No test has "{text}" in its name.',
    es: 'Ninguna prueba tiene "{text}" en su nombre.',
  },
  testsPassed: { en: '{passed} passed', es: '{passed} superadas' },
  testsFailed: { en: '{failed} failed', es: '{failed} fallidas' },
  belowThreshold: { en: 'Coverage is too low: {what}', es: 'La cobertura es insuficiente: {what}' },
  pageLanguage: { en: 'en', es: 'es' },
  coverageTitle: { en: 'What the tests ran', es: 'Lo que ejecutaron las pruebas' },
  coverageWhole: { en: 'Everything was run.', es: 'Se ejecutó todo.' },
  neverRun: { en: 'Never run', es: 'Nunca ejecutado' },
  'coverage.states': { en: 'states', es: 'estados' },
  'coverage.transitions': { en: 'transitions', es: 'transiciones' },
  'coverage.choiceRules': { en: 'rules of Choices', es: 'reglas de Choice' },
  'coverage.retriers': { en: 'Retriers', es: 'reintentos (Retry)' },
  'coverage.catchers': { en: 'Catchers', es: 'capturas (Catch)' },
  'coverage.mapOutcomes': { en: 'outcomes of Maps', es: 'desenlaces de Map' },
  itWent: { en: 'It went:', es: 'El recorrido:' },
  differsThere: {
    en: '{state} at {place}: {what} is {theirs} there and {ours} here',
    es: '{state} en {place}: {what} es {theirs} allí y {ours} aquí',
  },
  noAnswerThere: {
    en: 'TestState at {place} cannot be asked: {reason}. Check the address, the region and the network.',
    es: 'No se puede preguntar a TestState en {place}: {reason}. Revisa la dirección, la región y la red.',
  },
  noKeysFor: {
    en: 'There are no keys for {place}: {reason}. Set AWS_PROFILE, --profile or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    es: 'No hay claves para {place}: {reason}. Indica AWS_PROFILE, --profile o AWS_ACCESS_KEY_ID y AWS_SECRET_ACCESS_KEY.',
  },
  unaskedStates: {
    en: 'Not compared, as TestState takes no context object for them: {states}.',
    es: 'No se compararon, porque TestState no admite su objeto de contexto: {states}.',
  },
  refusedThere: { en: '{state} at {place}: {reason}', es: '{state} en {place}: {reason}' },
  notAPlace: {
    en: '{place} is neither "aws" nor an address such as http://127.0.0.1:8083.',
    es: '{place} no es ni "aws" ni una dirección como http://127.0.0.1:8083.',
  },
  comparedStates: {
    en: '{compared} visits of states compared with {place}.',
    es: '{compared} visitas de estados comparadas con {place}.',
  },
} as const
