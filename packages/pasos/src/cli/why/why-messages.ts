/** What `pasos why` and `pasos cost` say, in both languages. */
export const WHY_MESSAGES = {
  costStandard: {
    en: 'Standard: {one}, state transitions: {transitions}; {executions} a month: {month}',
    es: 'Standard: {one}, transiciones de estado: {transitions}; {executions} al mes: {month}',
  },
  costExpress: {
    en: 'Express (64 MB): {one}; {executions} a month: {month}',
    es: 'Express (64 MB): {one}; {executions} al mes: {month}',
  },
  costNoExpress: {
    en: 'Express: not possible, it takes longer than five minutes or does what Express may not.',
    es: 'Express: no es posible, tarda más de cinco minutos o hace lo que Express no puede.',
  },
  costSource: {
    en: 'AWS prices of {region}, {asOf}: {source}. Without the free tier, and without what the tasks call.',
    es: 'Precios de AWS en {region}, {asOf}: {source}. Sin la capa gratuita ni lo que llaman las tareas.',
  },
  whySucceeded: { en: '{execution} succeeded: there is nothing to explain.', es: '{execution} terminó bien: no hay nada que explicar.' },
  whyRunning: { en: '{execution} is still running', es: '{execution} sigue en marcha' },
  whyFailed: { en: '{execution} failed', es: '{execution} falló' },
  whyTimedOut: { en: '{execution} timed out', es: '{execution} agotó su tiempo' },
  whyAborted: { en: '{execution} was aborted', es: '{execution} se abortó' },
  whyState: { en: 'State', es: 'Estado' },
  whyEntered: { en: '{name} ({type}), entered at event {event}', es: '{name} ({type}), en el que se entró con el evento {event}' },
  whyExpression: { en: 'Expression', es: 'Expresión' },
  whyAt: { en: 'line {line}, column {column}', es: 'línea {line}, columna {column}' },
  whySaw: { en: 'It saw', es: 'Vio' },
  whyInput: { en: 'Input', es: 'Entrada' },
  whyMissing: { en: 'Missing', es: 'Falta' },
  whyNothing: { en: 'nothing', es: 'nada' },
  whyNotThere: { en: '{missing} in {present}; there is: {available}', es: '{missing} en {present}; hay: {available}' },
  whyNearest: { en: 'nearest: {nearest}', es: 'lo más parecido: {nearest}' },
  whyDenied: { en: 'Denied', es: 'Denegado' },
  whyDeniedWhat: { en: '{action} on {resource} to {principal}', es: '{action} en {resource} a {principal}' },
  whyLogs: { en: 'Log of {name}', es: 'Registro de {name}' },
  whyDo: { en: 'What to do', es: 'Qué hacer' },
  whyUnknown: {
    en: 'The error is not one of those that Pasos knows; the cause above is all that is told of it.',
    es: 'El error no es de los que Pasos conoce; la causa de arriba es todo lo que se sabe de él.',
  },
} as const
