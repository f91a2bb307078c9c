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
    es: 'Una tarea cuyo Resource es el ARN de la función a secas devuelve la respuesta de la función tal cual; solo lambda:invoke la envuelve en Payload. Escribe {fixed} en lugar de {path}.',
  },
  missingPath: {
    en: 'The path {path} leads nowhere in this state’s data. Look at its input, and correct the path or add the value before.',
    es: 'La ruta {path} no lleva a nada en los datos de este estado. Mira su entrada y corrige la ruta, o añade antes el valor.',
  },
  resultPath: {
    en: 'ResultPath puts a result into an object, and {path} leads into something in the input that is none. Choose another ResultPath, or cut the input with InputPath before.',
    es: 'ResultPath pone el resultado dentro de un objeto, y {path} lleva a algo de la entrada que no lo es. Elige otro ResultPath, o recorta antes la entrada con InputPath.',
  },
  notATimestamp: {
    en: '{field} takes a moment with its offset from UTC, such as 2026-11-27T18:00:00Z, and {value} is none. Write it so in the state before, or correct the path.',
    es: '{field} admite un instante con su desfase respecto a UTC, como 2026-11-27T18:00:00Z, y {value} no lo es. Escríbelo así en el estado anterior, o corrige la ruta.',
  },
  notANumber: {
    en: '{field} takes a number within its bounds, and {path} is {value}. Correct the value in the state before, or the path.',
    es: '{field} admite un número dentro de sus límites, y {path} es {value}. Corrige el valor en el estado anterior, o la ruta.',
  },
  parameters: {
    en: 'What the state passes is not what the service takes: {problems}. Correct that field in Parameters (or Arguments), or the value that its path leads to.',
    es: 'Lo que pasa el estado no es lo que admite el servicio: {problems}. Corrige ese campo en Parameters (o Arguments), o el valor al que lleva su ruta.',
  },
  importModule: {
    en: 'The function’s handler names a file that is not in its zip ({module}). A handler is “file.function” counted from the root of the zip, so with main.js at the root it is main.handler.',
    es: 'El handler de la función nombra un archivo que no está en su zip ({module}). Un handler es «archivo.función» contado desde la raíz del zip: con main.js en la raíz es main.handler.',
  },
  dependency: {
    en: 'The function’s code asks for {module}, which is not in its zip. Put it in beside the code (node_modules with npm install, pip install -t .) or into a layer, and deploy the function again.',
    es: 'El código de la función pide {module}, que no está en su zip. Inclúyelo junto al código (node_modules con npm install, pip install -t .) o en una capa, y despliega la función de nuevo.',
  },
  syntax: {
    en: 'The function’s code cannot be read: {problem}. Correct it (node --check FILE or python -m py_compile FILE tells the line) and deploy the function again.',
    es: 'El código de la función no se puede leer: {problem}. Corrígelo (node --check ARCHIVO o python -m py_compile ARCHIVO dice la línea) y despliega la función de nuevo.',
  },
  malformedHandler: {
    en: 'A handler is “file.function”, such as main.handler, and this function’s is not of that form. Correct its handler.',
    es: 'Un handler es «archivo.función», como main.handler, y el de esta función no tiene esa forma. Corrige su handler.',
  },
  handlerNotFound: {
    en: 'The file was found, but it does not export the function that the handler names. Check the name after the dot, and that it is exported.',
    es: 'El archivo existe, pero no exporta la función que nombra el handler. Revisa el nombre tras el punto, y que esté exportada.',
  },
  functionThrew: {
    en: 'The function itself threw {type}, at {place}. Mend it there; if it is to be expected, give the state a Retry or a Catch for {type}.',
    es: 'La propia función lanzó {type}, en {place}. Corrígelo ahí; si es de esperar, da al estado un Retry o un Catch para {type}.',
  },
  functionThrewSomewhere: {
    en: 'The function itself threw {type}. Mend it there: its log lines show where; if it is to be expected, give the state a Retry or a Catch for {type}.',
    es: 'La propia función lanzó {type}. Corrígelo ahí: sus registros muestran dónde; si es de esperar, da al estado un Retry o un Catch para {type}.',
  },
  noChoice: {
    en: 'No rule of the Choice matched this input and it has no Default. Add a Default, or a rule for this case.',
    es: 'Ninguna regla del Choice coincide con esta entrada y no tiene Default. Añade un Default, o una regla para este caso.',
  },
  timeout: {
    en: 'The state took longer than its TimeoutSeconds. Allow it more time, or add a Retry or Catch for States.Timeout.',
    es: 'El estado ha tardado más que su TimeoutSeconds. Dale más tiempo, o añade un Retry o un Catch para States.Timeout.',
  },
  machineTimeout: {
    en: 'The execution took longer than the TimeoutSeconds of its state machine. Allow it more time, or find out what took so long.',
    es: 'La ejecución ha tardado más que el TimeoutSeconds de su máquina de estados. Dale más tiempo, o averigua qué ha tardado tanto.',
  },
  heartbeat: {
    en: 'The worker was silent for longer than HeartbeatSeconds. Let it send heartbeats more often, or allow more time.',
    es: 'El trabajador ha callado más tiempo que HeartbeatSeconds. Que envíe señales más a menudo, o dale más tiempo.',
  },
  noWorker: {
    en: 'No worker took this task from the activity {activity} within {seconds} s. Start one that calls GetActivityTask for it, or allow more time.',
    es: 'Ningún trabajador recogió esta tarea de la actividad {activity} en {seconds} s. Pon en marcha uno que llame a GetActivityTask, o dale más tiempo.',
  },
  noToken: {
    en: 'Nobody sent this task’s token back within {seconds} s. Whoever gets it has to call SendTaskSuccess or SendTaskFailure; let it, or allow more time.',
    es: 'Nadie devolvió el token de esta tarea en {seconds} s. Quien lo recibe tiene que llamar a SendTaskSuccess o SendTaskFailure; haz que lo haga, o dale más tiempo.',
  },
  notAllowed: {
    en: 'The role lacks a permission ({action}). Add it to the role’s policy, then redrive or start again.',
    es: 'Al rol le falta un permiso ({action}). Añádelo a la política del rol y haz un redrive o empieza de nuevo.',
  },
  functionNotFound: {
    en: 'There is no function by this name on this server. Check the ARN in the definition, or deploy the function.',
    es: 'No hay ninguna función con ese nombre en este servidor. Revisa el ARN en la definición, o despliega la función.',
  },
  tooManyRequests: {
    en: 'The function has no free place at the moment. Add a Retry for Lambda.TooManyRequestsException, or allow more concurrency.',
    es: 'La función no tiene sitio libre en este momento. Añade un Retry para Lambda.TooManyRequestsException, o permite más concurrencia.',
  },
  throttled: {
    en: 'The service takes no more calls at the moment. Give the state a Retry for {error} with BackoffRate, or call it less often (MaxConcurrency of a Map).',
    es: 'El servicio no admite más llamadas en este momento. Da al estado un Retry para {error} con BackoffRate, o llámalo menos a menudo (MaxConcurrency de un Map).',
  },
  dataLimit: {
    en: 'An input or output is larger than 256 kB. Keep large data in S3 and pass its key, or cut it with ResultSelector or Output.',
    es: 'Una entrada o salida supera los 256 kB. Guarda los datos grandes en S3 y pasa su clave, o recórtalos con ResultSelector u Output.',
  },
  variablesLimit: {
    en: 'The variables that the state assigns are larger than 256 kB. Keep large data in S3 and assign its key.',
    es: 'Las variables que asigna el estado superan los 256 kB. Guarda los datos grandes en S3 y asigna su clave.',
  },
  responseLimit: {
    en: 'The function answered more than the 6 MB that Lambda lets through, and a state takes 256 kB of it at most. Let it write large results to S3 and answer their key.',
    es: 'La función respondió más de los 6 MB que deja pasar Lambda, y un estado admite como mucho 256 kB. Que guarde los resultados grandes en S3 y responda su clave.',
  },
  historyLimit: {
    en: 'The execution has as many events as a history takes, most often from a loop. Let each round, or some hundred of them, be an execution of its own (startExecution), or use a Distributed Map.',
    es: 'La ejecución tiene tantos eventos como caben en un historial, casi siempre por un bucle. Haz de cada vuelta, o de unos cientos, una ejecución propia (startExecution), o usa un Map distribuido.',
  },
  query: {
    en: 'A JSONata expression could not be evaluated. Compare the expression with the state’s data; missing fields are the usual reason.',
    es: 'Una expresión JSONata no se ha podido evaluar. Compara la expresión con los datos del estado; lo habitual es que falte un campo.',
  },
  queryError: {
    en: 'JSONata says {problem}. Compare what the operator or function there is given with the state’s data, and convert it ($number, $string) or correct the path.',
    es: 'JSONata dice {problem}. Compara lo que recibe ahí el operador o la función con los datos del estado, y conviértelo ($number, $string) o corrige la ruta.',
  },
  queryNothing: {
    en: 'The JSONata expression leads to nothing, and {field} needs a value. Correct the path, or give it a default, such as $exists(x) ? x : null.',
    es: 'La expresión JSONata no lleva a nada, y {field} necesita un valor. Corrige la ruta, o dale un valor por defecto, como $exists(x) ? x : null.',
  },
  queryType: {
    en: 'The JSONata expression gives {actual}, and {field} takes {expected}. Convert it ($number, $string, $boolean, [ ] for a list), or correct the path.',
    es: 'La expresión JSONata da {actual}, y {field} admite {expected}. Conviértelo ($number, $string, $boolean, [ ] para una lista), o corrige la ruta.',
  },
  queryEndless: {
    en: 'The JSONata expression never comes to an end, or makes more than fits. Let a recursion end, make it tail-recursive, or compute in a function.',
    es: 'La expresión JSONata no termina nunca, o produce más de lo que cabe. Haz que la recursión acabe, que sea de cola, o calcúlalo en una función.',
  },
  intrinsic: {
    en: 'A States.* function was given something that it cannot work on; it is {signature}. Compare its arguments with the state’s input.',
    es: 'Una función States.* ha recibido algo con lo que no puede trabajar; es {signature}. Compara sus argumentos con la entrada del estado.',
  },
  nullInput: {
    en: 'The state’s input is null, and no path leads into that. Have the state before keep its input (ResultPath) or give something, such as a function that returns an object.',
    es: 'La entrada de este estado es null, y ninguna ruta lleva dentro. Haz que el estado anterior conserve su entrada (ResultPath) o dé algo, como una función que devuelva un objeto.',
  },
  exit: {
    en: 'The function’s process ended before it answered: it called exit or crashed. Its log lines show how far it came.',
    es: 'El proceso de la función acabó antes de responder: llamó a exit o se cayó. Sus registros muestran hasta dónde llegó.',
  },
  memory: {
    en: 'The function ran out of memory, and its process was killed. Raise its MemorySize, or let it hold less at a time.',
    es: 'La función se quedó sin memoria, y su proceso se terminó. Sube su MemorySize, o que tenga menos a la vez.',
  },
  functionTimeout: {
    en: 'The function ran into its own time limit of {seconds} s. Raise the function’s timeout, or make it faster.',
    es: 'La función ha agotado su propio límite de {seconds} s. Sube el tiempo límite de la función, o hazla más rápida.',
  },
  itemsPath: {
    en: 'A Map needs a list. Point ItemsPath (or Items) at a list in the input.',
    es: 'Un Map necesita una lista. Haz que ItemsPath (o Items) señale una lista de la entrada.',
  },
  toleratedFailures: {
    en: 'More items failed than the Map tolerates. Look at the failed iterations first.',
    es: 'Han fallado más elementos de los que tolera el Map. Mira primero las iteraciones fallidas.',
  },
  itemsNotIterable: {
    en: 'What the ItemReader read is no list of items. Check that ReaderConfig.InputType is the file’s own form, and that a JSON file holds an array.',
    es: 'Lo que leyó el ItemReader no es una lista de elementos. Comprueba que ReaderConfig.InputType es la forma del archivo, y que un archivo JSON contiene una lista.',
  },
  itemReader: {
    en: 'The ItemReader could not read its items. Check its Bucket and Key, and that ReaderConfig (InputType, CSVHeaderLocation) fits the file.',
    es: 'El ItemReader no pudo leer sus elementos. Comprueba su Bucket y su Key, y que ReaderConfig (InputType, CSVHeaderLocation) corresponde al archivo.',
  },
  resultWriter: {
    en: 'The ResultWriter could not write the results. Check its Bucket and Prefix, and that the role may use s3:PutObject there.',
    es: 'El ResultWriter no pudo escribir los resultados. Comprueba su Bucket y su Prefix, y que el rol puede usar s3:PutObject ahí.',
  },
  noBucket: {
    en: 'There is no bucket of that name here. Check the name in the state, or create the bucket first.',
    es: 'Aquí no hay ningún bucket con ese nombre. Revisa el nombre en el estado, o crea antes el bucket.',
  },
  noObject: {
    en: 'The bucket has no object under that key. Check Key (it has no slash at its beginning), or write the object before this state.',
    es: 'El bucket no tiene ningún objeto con esa clave. Revisa Key (no empieza por barra), o escribe el objeto antes de este estado.',
  },
  childExecution: {
    en: 'The execution that this state started ended as {status}. Its own error is the one to mend: pasos why {execution}',
    es: 'La ejecución que inició este estado acabó como {status}. El error que hay que corregir es el suyo: pasos why {execution}',
  },
  executionExists: {
    en: 'There was an execution of this name already. Leave Name out, or make it unique, for example with $$.Execution.Name or States.UUID().',
    es: 'Ya había una ejecución con ese nombre. Quita Name, o hazlo único, por ejemplo con $$.Execution.Name o States.UUID().',
  },
  noResource: {
    en: 'There is nothing of that name in {service} here. Check the name or ARN that the state passes, its region and account, or create it first.',
    es: 'En {service} no hay aquí nada con ese nombre. Revisa el nombre o el ARN que pasa el estado, su región y su cuenta, o créalo antes.',
  },
  condition: {
    en: 'The ConditionExpression did not hold for the item as it is. If that is to be expected (it was there already, say), add a Catch for {error}.',
    es: 'El ConditionExpression no se cumple con el elemento tal como está. Si es de esperar (por ejemplo, ya existía), añade un Catch para {error}.',
  },
  tableKey: {
    en: 'The Key is not that of the table. Give each of its key attributes, and no other, with its type, such as {"id": {"S": "a"}}.',
    es: 'La Key no es la de la tabla. Da cada uno de sus atributos de clave, y ningún otro, con su tipo, como {"id": {"S": "a"}}.',
  },
  notServed: {
    en: 'Pasos has no {service} of its own. Start it with --forward {service}=URL (or =aws) to call one elsewhere, or answer the state by a mock.',
    es: 'Pasos no tiene {service} propio. Inícialo con --forward {service}=URL (o =aws) para llamar a otro, o responde al estado con un mock.',
  },
  serviceUnreachable: {
    en: 'Nobody answered for the service. Look whether it runs where --forward says, and give the state a Retry for {error}.',
    es: 'Nadie respondió por el servicio. Mira si está en marcha donde dice --forward, y da al estado un Retry para {error}.',
  },
  httpDenied: {
    en: 'The API refused the call with {status}. Check the secret in the connection of Authentication, and what it is allowed there.',
    es: 'La API rechazó la llamada con {status}. Revisa el secreto de la conexión de Authentication, y lo que se le permite allí.',
  },
  httpNotFound: {
    en: 'The API has nothing at that address ({status}). Check ApiEndpoint and Method.',
    es: 'La API no tiene nada en esa dirección ({status}). Revisa ApiEndpoint y Method.',
  },
  httpBusy: {
    en: 'The API wants to be called later or less often ({status}). Give the state a Retry for {error} with IntervalSeconds and BackoffRate.',
    es: 'La API quiere que se la llame más tarde o menos a menudo ({status}). Da al estado un Retry para {error} con IntervalSeconds y BackoffRate.',
  },
  httpRefused: {
    en: 'The API took the request for a wrong one ({status}); TestState with inspectionLevel TRACE shows its answer. Compare Method, Headers, QueryParameters and RequestBody with what it asks for.',
    es: 'La API tomó la petición por incorrecta ({status}); TestState con inspectionLevel TRACE muestra su respuesta. Compara Method, Headers, QueryParameters y RequestBody con lo que pide.',
  },
  httpFailed: {
    en: 'The API itself failed ({status}). Give the state a Retry for {error}, and look at the API’s own log.',
    es: 'Falló la propia API ({status}). Da al estado un Retry para {error}, y mira el registro de la API.',
  },
  httpUrl: {
    en: 'ApiEndpoint has to begin with https://. An API of your own inside may do without, where the server was started with --allow-http HOST:PORT.',
    es: 'ApiEndpoint tiene que empezar por https://. Una API propia de dentro puede prescindir de ello, si el servidor se inició con --allow-http HOST:PUERTO.',
  },
  httpInside: {
    en: '{host} is an address inside, which only those may call whom the server lets: start it with --allow-http {host}.',
    es: '{host} es una dirección interior, a la que solo se llama si el servidor lo permite: inícialo con --allow-http {host}.',
  },
  httpUnreachable: {
    en: 'Nobody answered at ApiEndpoint. Check its host and port; give the state a Retry for States.Http.Socket if it may come and go.',
    es: 'Nadie respondió en ApiEndpoint. Revisa su host y su puerto; da al estado un Retry para States.Http.Socket si puede ir y venir.',
  },
  connection: {
    en: 'The connection that Authentication names cannot be used. Check ConnectionArn, and that the connection is there and authorized.',
    es: 'La conexión que nombra Authentication no se puede usar. Revisa ConnectionArn, y que la conexión existe y está autorizada.',
  },
  misspeltPath: {
    en: 'There is no {missing} in {present}, only {available}. Write {fixed} in place of {path}.',
    es: 'En {present} no hay {missing}, solo {available}. Escribe {fixed} en lugar de {path}.',
  },
  handler: {
    en: 'The handler of the function {function} is {handler}, and its zip has no {expected}, only {files}. Set handler to {fixed}.',
    es: 'El handler de la función {function} es {handler}, y en su zip no hay {expected}, solo {files}. Pon handler = {fixed}.',
  },
  deniedByStatement: {
    en: 'The policy {policy} denies {action} on {resource} explicitly, in this statement: {statement}. Nothing that allows it helps while that stands: remove or narrow it.',
    es: 'La política {policy} deniega expresamente {action} en {resource}, con esta declaración: {statement}. Mientras siga ahí, nada que lo permita sirve: quítala o acótala.',
  },
  deniedByNothing: {
    en: 'No statement of the policies of {principal} allows {action} on {resource}. Add this one: {statement}',
    es: 'Ninguna declaración de las políticas de {principal} permite {action} en {resource}. Añade esta: {statement}',
  },
} as const satisfies Record<string, Record<'en' | 'es', string>>
