/** What `pasos diff` says, in both languages. */
export const DIFF_MESSAGES = {
  noDifference: { en: 'No difference.', es: 'Ninguna diferencia.' },
  diffMachine: { en: '~ the state machine', es: '~ la máquina de estados' },
  diffRenamed: { en: '→ {name} ({type}), which was {from}', es: '→ {name} ({type}), que era {from}' },
  diffNow: { en: 'now {value}', es: 'ahora {value}' },
  diffGone: { en: 'gone, was {value}', es: 'ya no está, era {value}' },
  diffWas: { en: '{before} → {after}', es: '{before} → {after}' },
  diffSummary: {
    en: '{added} added, {removed} removed, {changed} changed, {renamed} renamed.',
    es: '{added} nuevos, {removed} quitados, {changed} cambiados, {renamed} con otro nombre.',
  },
  diffRunning: {
    en: 'Running executions, and redrives of ended ones, keep the definition that they began with: nothing here breaks them.',
    es: 'Las ejecuciones en marcha, y las reanudaciones de las terminadas, conservan la definición con la que empezaron: nada de esto las rompe.',
  },
  diffInputRead: {
    en: 'For those who start executions: the input is asked for {names}, which it was not before.',
    es: 'Para quien inicia ejecuciones: a la entrada se le pide {names}, que antes no se pedía.',
  },
  diffStatesGone: {
    en: 'For tests, mocks and "pasos rerun --from": no longer there: {names}.',
    es: 'Para pruebas, simulaciones y "pasos rerun --from": ya no está: {names}.',
  },
  diffFilledIn: {
    en: 'Placeholders were taken as equal to what stands in their place.',
    es: 'Los marcadores se tomaron como iguales a lo que hay en su lugar.',
  },
  diffFirst: { en: 'They part at {name} (visit {visit}): {what}.', es: 'Se separan en {name} (visita {visit}): {what}.' },
  'diff.onlyFirst': { en: 'only the first was there', es: 'solo pasó la primera' },
  'diff.onlySecond': { en: 'only the second was there', es: 'solo pasó la segunda' },
  'diff.status': { en: 'status', es: 'estado' },
  'diff.error': { en: 'error', es: 'error' },
  'diff.input': { en: 'input', es: 'entrada' },
  'diff.output': { en: 'output', es: 'salida' },
  diffKinds: {
    en: 'An execution can be compared with an execution only, a definition with a definition.',
    es: 'Una ejecución solo se compara con una ejecución, una definición con una definición.',
  },
  diffWhichMachine: {
    en: '{file} holds several state machines. Say which, as {file}#NAME: {known}.',
    es: '{file} contiene varias máquinas de estados. Indica cuál, como {file}#NOMBRE: {known}.',
  },
  diffNoMachine: {
    en: '{file} holds no such state machine. There are: {known}.',
    es: '{file} no contiene esa máquina de estados. Hay: {known}.',
  },
  diffNeedsSecond: {
    en: 'Say what to compare it with: a file alone is compared with the machine of its name.',
    es: 'Indica con qué se compara: un archivo solo se compara con la máquina de su nombre.',
  },
} as const
