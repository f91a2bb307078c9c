import { fillIn } from '../check/catalogue/fill-in.ts'

/** What to do about a failure: `key` names the sentence, `facts` fill it in. */
export interface Advice {
  key: AdviceKey
  facts: Readonly<Record<string, string>>
}

export type AdviceKey = keyof typeof ADVICE

/** One sentence or two, in the language that is asked for. */
export function adviceText({ key, facts }: Advice, language: 'en' | 'es'): string {
  return fillIn(ADVICE[key][language], facts)
}

/** What can be advised, in both languages. `{name}` is replaced by the fact of that name. */
export const ADVICE = {
  badPayloadPath: {
    en: 'A task whose Resource is the bare ARN of a function returns the function’s answer itself; only lambda:invoke wraps it in Payload. Write {fixed} in place of {path}.',
    es: 'Una tarea cuyo Resource es el ARN de la función a secas devuelve la respuesta de la función tal cual; solo lambda:invoke la envuelve en Payload. Escriba {fixed} en lugar de {path}.',
  },
  missingPath: {
    en: 'The path {path} leads nowhere in this state’s data. Look at its input, and correct the path or add the value before.',
    es: 'La ruta {path} no lleva a nada en los datos de este estado. Mire su entrada y corrija la ruta, o añada antes el valor.',
  },
  importModule: {
    en: 'The function’s handler names a file that is not in its zip ({module}). A handler is “file.function” counted from the root of the zip, so with main.js at the root it is main.handler.',
    es: 'El handler de la función nombra un archivo que no está en su zip ({module}). Un handler es «archivo.función» contado desde la raíz del zip: con main.js en la raíz es main.handler.',
  },
  handlerNotFound: {
    en: 'The file was found, but it does not export the function that the handler names. Check the name after the dot, and that it is exported.',
    es: 'El archivo existe, pero no exporta la función que nombra el handler. Revise el nombre tras el punto, y que esté exportada.',
  },
  noChoice: {
    en: 'No rule of the Choice matched this input and it has no Default. Add a Default, or a rule for this case.',
    es: 'Ninguna regla del Choice coincide con esta entrada y no tiene Default. Añada un Default, o una regla para este caso.',
  },
  timeout: {
    en: 'The state took longer than its TimeoutSeconds. Allow it more time, or add a Retry or Catch for States.Timeout.',
    es: 'El estado ha tardado más que su TimeoutSeconds. Dele más tiempo, o añada un Retry o un Catch para States.Timeout.',
  },
  machineTimeout: {
    en: 'The execution took longer than the TimeoutSeconds of its state machine. Allow it more time, or find out what took so long.',
    es: 'La ejecución ha tardado más que el TimeoutSeconds de su máquina de estados. Dele más tiempo, o averigüe qué ha tardado tanto.',
  },
  heartbeat: {
    en: 'The worker was silent for longer than HeartbeatSeconds. Let it send heartbeats more often, or allow more time.',
    es: 'El trabajador ha callado más tiempo que HeartbeatSeconds. Que envíe señales más a menudo, o dele más tiempo.',
  },
  notAllowed: {
    en: 'The role lacks a permission ({action}). Add it to the role’s policy, then redrive or start again.',
    es: 'Al rol le falta un permiso ({action}). Añádalo a la política del rol y haga un redrive o empiece de nuevo.',
  },
  functionNotFound: {
    en: 'There is no function by this name on this server. Check the ARN in the definition, or deploy the function.',
    es: 'No hay ninguna función con ese nombre en este servidor. Revise el ARN en la definición, o despliegue la función.',
  },
  tooManyRequests: {
    en: 'The function has no free place at the moment. Add a Retry for Lambda.TooManyRequestsException, or allow more concurrency.',
    es: 'La función no tiene sitio libre en este momento. Añada un Retry para Lambda.TooManyRequestsException, o permita más concurrencia.',
  },
  dataLimit: {
    en: 'An input or output is larger than 256 kB. Keep large data in S3 and pass its key, or cut it with ResultSelector or Output.',
    es: 'Una entrada o salida supera los 256 kB. Guarde los datos grandes en S3 y pase su clave, o recórtelos con ResultSelector u Output.',
  },
  query: {
    en: 'A JSONata expression could not be evaluated. Compare the expression with the state’s data; missing fields are the usual reason.',
    es: 'Una expresión JSONata no se ha podido evaluar. Compare la expresión con los datos del estado; lo habitual es que falte un campo.',
  },
  intrinsic: {
    en: 'A States.* function was given something that it cannot work on. Compare its arguments with the state’s input.',
    es: 'Una función States.* ha recibido algo con lo que no puede trabajar. Compare sus argumentos con la entrada del estado.',
  },
  exit: {
    en: 'The function’s process ended before it answered: it called exit, crashed, or ran out of memory. Its log lines show how far it came.',
    es: 'El proceso de la función acabó antes de responder: llamó a exit, se cayó o se quedó sin memoria. Sus registros muestran hasta dónde llegó.',
  },
  functionTimeout: {
    en: 'The function ran into its own time limit of {seconds} s. Raise the function’s timeout, or make it faster.',
    es: 'La función ha agotado su propio límite de {seconds} s. Suba el tiempo límite de la función, o hágala más rápida.',
  },
  itemsPath: {
    en: 'A Map needs a list. Point ItemsPath (or Items) at a list in the input.',
    es: 'Un Map necesita una lista. Haga que ItemsPath (o Items) señale una lista de la entrada.',
  },
  toleratedFailures: {
    en: 'More items failed than the Map tolerates. Look at the failed iterations first.',
    es: 'Han fallado más elementos de los que tolera el Map. Mire primero las iteraciones fallidas.',
  },
  misspeltPath: {
    en: 'There is no {missing} in {present}, only {available}. Write {fixed} in place of {path}.',
    es: 'En {present} no hay {missing}, solo {available}. Escriba {fixed} en lugar de {path}.',
  },
  handler: {
    en: 'The handler of the function {function} is {handler}, and its zip has no {expected}, only {files}. Set handler to {fixed}.',
    es: 'El handler de la función {function} es {handler}, y en su zip no hay {expected}, solo {files}. Ponga handler = {fixed}.',
  },
  deniedByStatement: {
    en: 'The policy {policy} denies {action} on {resource} explicitly, in this statement: {statement}. Nothing that allows it helps while that stands: remove or narrow it.',
    es: 'La política {policy} deniega expresamente {action} en {resource}, con esta declaración: {statement}. Mientras siga ahí, nada que lo permita sirve: quítela o acótela.',
  },
  deniedByNothing: {
    en: 'No statement of the policies of {principal} allows {action} on {resource}. Add this one: {statement}',
    es: 'Ninguna declaración de las políticas de {principal} permite {action} en {resource}. Añada esta: {statement}',
  },
} as const satisfies Record<string, Record<'en' | 'es', string>>
