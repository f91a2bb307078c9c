import { CONVERT_MESSAGES } from './convert-messages.ts'
import { DIFF_MESSAGES } from './diff/diff-messages.ts'
import { DOCTOR_MESSAGES } from './doctor-messages.ts'
import { IMPORT_MESSAGES } from './import/import-messages.ts'
import { type Language, terminalLanguage } from './language.ts'
import { PROJECT_MESSAGES } from './project-messages.ts'
import { TEST_MESSAGES } from './test-messages.ts'
import { WHY_MESSAGES } from './why/why-messages.ts'

/** Everything the command says, in both languages. `{name}` is replaced by the parameter of that name. */
const MESSAGES = {
  seeHelp: { en: '(pasos --help lists the commands)', es: '(pasos --help muestra las órdenes)' },
  seeHelpOf: { en: '(pasos {command} --help tells what it takes)', es: '(pasos {command} --help dice qué admite)' },
  ready: {
    en: 'Pasos {version} is ready: {url}',
    es: 'Pasos {version} está listo: {url}',
  },
  consoleAt: { en: 'Console', es: 'Consola' },
  dataIn: { en: 'Data', es: 'Datos' },
  exampleDeployed: {
    en: 'The worked example is deployed: {name}. Open the console and press Start execution.',
    es: 'El ejemplo está desplegado: {name}. Abre la consola y pulsa Iniciar ejecución.',
  },
  forClients: {
    en: 'For the AWS CLI, SDKs and Terraform, in another terminal:',
    es: 'Para la CLI de AWS, los SDK y Terraform, en otro terminal:',
  },
  rerunFromWhere: {
    en: 'Say from where to run again: --from STATE, or --event ID where the state was entered several times.',
    es: 'Indica desde dónde repetir: --from ESTADO, o --event ID si se entró varias veces en el estado.',
  },
  stopping: { en: 'Stopping …', es: 'Deteniendo …' },
  portTaken: {
    en: 'Port {port} is taken by another program. Choose another one with --port N.',
    es: 'El puerto {port} lo ocupa otro programa. Elige otro con --port N.',
  },
  portServed: {
    en: 'Port {port} has a Pasos already: {version}, at {url}, with the data in {data}. Use it: eval "$(pasos env --endpoint {url})". Or choose another port with --port N.',
    es: 'En el puerto {port} ya hay un Pasos: {version}, en {url}, con los datos en {data}. Úsalo: eval "$(pasos env --endpoint {url})". O elige otro puerto con --port N.',
  },
  folderServed: {
    en: '{folder} is served already, by the Pasos {version} at {url}. Use it: eval "$(pasos env --endpoint {url})". Or choose another folder with --data, and another port with --port N.',
    es: '{folder} ya la sirve el Pasos {version} de {url}. Úsalo: eval "$(pasos env --endpoint {url})". O elige otra carpeta con --data y otro puerto con --port N.',
  },
  otherFolder: {
    en: 'Stop that process, or choose another folder with --data.',
    es: 'Detén ese proceso o elige otra carpeta con --data.',
  },
  noSuchAddress: {
    en: 'This machine has no address {host}. Choose one that it has with --host, such as 127.0.0.1.',
    es: 'Esta máquina no tiene la dirección {host}. Elige con --host una que tenga, como 127.0.0.1.',
  },
  portRefused: {
    en: 'Port {port} cannot be opened: {reason}.',
    es: 'No se puede abrir el puerto {port}: {reason}.',
  },
  functionsIn: { en: 'Functions', es: 'Funciones' },
  inBubblewrap: {
    en: 'each in a sandbox of its own (bubblewrap): its code and a bounded /tmp, no other file, user or process.',
    es: 'cada una en su propio recinto (bubblewrap): su código y un /tmp limitado; ningún otro archivo, usuario ni proceso.',
  },
  inProcesses: {
    en: 'plain processes of your user: run no code that you do not trust, or install bubblewrap 0.8.',
    es: 'procesos corrientes de tu usuario: no ejecutes código en el que no confíes, o instala bubblewrap 0.8.',
  },
  softIam: {
    en: 'soft: nothing is refused. What would have been is a line on stderr, and "pasos role NAME" prints the policy that a role needs.',
    es: 'blando: no se rechaza nada. Lo que se habría rechazado es una línea en stderr, y "pasos role NOMBRE" muestra la política que un rol necesita.',
  },
  noMachineOfName: {
    en: 'There is no state machine named {name}.',
    es: 'No hay ninguna máquina de estados llamada {name}.',
  },
  roleFailed: { en: 'What the role needs could not be read: {reason}.', es: 'No se pudo leer lo que el rol necesita: {reason}.' },
  roleOf: { en: 'The role of {machine}: {role}', es: 'El rol de {machine}: {role}' },
  roleTrust: { en: 'Who may assume it (trust policy):', es: 'Quién puede asumirlo (política de confianza):' },
  rolePolicy: { en: 'What it needs, and no more (permissions policy):', es: 'Lo que necesita, y nada más (política de permisos):' },
  roleOpen: {
    en: '{action} on {resource}: in {states} the input decides on what. A run with "pasos start --iam soft" narrows it down.',
    es: '{action} en {resource}: en {states} lo decide la entrada. Una ejecución con "pasos start --iam soft" lo concreta.',
  },
  roleDenied: {
    en: '{action} on {resource} is explicitly denied to this role: no policy allows it while that stands.',
    es: '{action} en {resource} está denegado expresamente a este rol: ninguna política lo permite mientras siga así.',
  },
  inNothing: {
    en: 'not run: bubblewrap 0.8 is not installed, or cannot make namespaces here. Install it, or say --sandbox process to run them as plain processes of your user.',
    es: 'no se ejecutan: falta bubblewrap 0.8, o aquí no puede crear espacios de nombres. Instálalo, o indica --sandbox process para ejecutarlas como procesos corrientes de tu usuario.',
  },
  sandboxNeedsYes: {
    en: 'Functions would be plain processes, and this server can be reached from outside. Install bubblewrap 0.8, or say --sandbox process.',
    es: 'Las funciones serían procesos corrientes, y a este servidor se llega desde fuera. Instala bubblewrap 0.8, o indica --sandbox process.',
  },
  trusted: { en: 'Trusted', es: 'Confianza' },
  trustsOwner: {
    en: 'you, on this machine; functions, other users and pages of other sites need a key. Only you can read the data.',
    es: 'tú, en esta máquina; las funciones, otros usuarios y las páginas de otros sitios necesitan una clave. Solo tú puedes leer los datos.',
  },
  trustsMachine: {
    en: 'every program of this machine, which cannot tell its users apart; "--auth verify" asks for keys. Only you can read the data.',
    es: 'todo programa de esta máquina, que no distingue a sus usuarios; "--auth verify" pide claves. Solo tú puedes leer los datos.',
  },
  trustsKeys: {
    en: 'who signs with a known key; "pasos env" prints yours. Only you can read the data.',
    es: 'quien firma con una clave conocida; "pasos env" muestra la tuya. Solo tú puedes leer los datos.',
  },
  trustsEverybody: {
    en: 'everybody who reaches the port, because of --allow-no-auth.',
    es: 'cualquiera que llegue al puerto, por --allow-no-auth.',
  },
  tlsNeedsBoth: { en: '--tls-cert and --tls-key belong together.', es: '--tls-cert y --tls-key van juntas.' },
  trustBeyondLoopback: {
    en: 'Without keys Pasos answers on loopback only, and to no other names. --allow-no-auth lets everybody in who reaches {host}.',
    es: 'Sin claves Pasos solo responde en la dirección local y a ningún otro nombre. --allow-no-auth deja entrar a quien llegue a {host}.',
  },
  plainBeyondLoopback: {
    en: '{host} can be reached from elsewhere: give --tls-cert and --tls-key, or --behind-proxy if a proxy speaks TLS.',
    es: 'A {host} se llega desde fuera: indica --tls-cert y --tls-key, o --behind-proxy si un proxy habla TLS.',
  },
  contradictoryAuth: {
    en: '--auth verify and --allow-no-auth contradict each other.',
    es: '--auth verify y --allow-no-auth se contradicen.',
  },
  oneTimeLink: { en: 'The console, by a link that works once', es: 'La consola, con un enlace que sirve una vez' },
  outboxFailed: { en: 'The outbox could not be read: {reason}.', es: 'No se pudo leer la bandeja de salida: {reason}.' },
  noSuchService: {
    en: 'There is no service {name} here. There are: {known}.',
    es: 'Aquí no hay ningún servicio {name}. Hay: {known}.',
  },
  waitsFor: {
    en: 'The node {node} is the home of this cluster. This one shares the work, and takes over when that one has gone.',
    es: 'El nodo {node} es la sede de este clúster. Este comparte el trabajo, y la asume cuando aquel se haya ido.',
  },
  otherRootKey: {
    en: 'The root-key.json in {folder} is not that of the home of this cluster: who signs with the home’s key would be refused once this node is the home. Copy the home’s here, and start this node again.',
    es: 'El root-key.json de {folder} no es el de la sede de este clúster: a quien firma con la clave de la sede se le rechazaría cuando este nodo sea la sede. Copia aquí el de la sede y arranca este nodo de nuevo.',
  },
  databaseFailed: {
    en: 'This node no longer writes the database: {reason} Everything acknowledged is in it; a start takes up what is under way, or waits for the node that does.',
    es: 'Este nodo ya no escribe en la base de datos: {reason} Todo lo confirmado está en ella; un arranque retoma lo pendiente, o espera al nodo que lo hace.',
  },
  storeFailed: {
    en: 'The data folder can no longer be written: {reason}. Pasos stops; everything acknowledged is in the files that it had open, and a start on them recovers it.',
    es: 'Ya no se puede escribir en la carpeta de datos: {reason}. Pasos se detiene; todo lo confirmado está en los archivos que tenía abiertos, y un arranque con ellos lo recupera.',
  },
  unreachable: {
    en: 'No Pasos answers at {endpoint}. Start one with "pasos start" or name another with --endpoint.',
    es: 'No responde ningún Pasos en {endpoint}. Arranca uno con "pasos start" o indica otro con --endpoint.',
  },
  notPasos: {
    en: 'What answers at {endpoint} is no Pasos. Name another address with --endpoint.',
    es: 'Lo que responde en {endpoint} no es Pasos. Indica otra dirección con --endpoint.',
  },
  noSuchMachine: {
    en: 'There is no state machine named {name}. Known: {known}.',
    es: 'No hay ninguna máquina de estados llamada {name}. Existen: {known}.',
  },
  none: { en: 'none', es: 'ninguna' },
  inputNotJson: {
    en: 'The input is not JSON: {reason}',
    es: 'La entrada no es JSON: {reason}',
  },
  inputIsFile: {
    en: 'The input is not JSON. For what is in the file: --input @{file}',
    es: 'La entrada no es JSON. Para lo que hay en el archivo: --input @{file}',
  },
  andMore: { en: '{known} and {count} more', es: '{known} y {count} más' },
  FAILED: { en: 'FAILED', es: 'FALLÓ' },
  TIMED_OUT: { en: 'TIMED OUT', es: 'SE AGOTÓ EL TIEMPO' },
  ABORTED: { en: 'ABORTED', es: 'SE ABORTÓ' },
  failedIn: { en: 'In the state {state}. Why, and what to do: {url}', es: 'En el estado {state}. Por qué, y qué hacer: {url}' },
  failedInState: { en: 'In the state {state}.', es: 'En el estado {state}.' },
  mocksNeedBoth: {
    en: 'A file of mocks (--mock-config or SFN_MOCK_CONFIG) and --test-case belong together.',
    es: 'Un archivo de simulaciones (--mock-config o SFN_MOCK_CONFIG) y --test-case van juntos.',
  },
  mocksUnreadable: { en: '{file} holds no such mocks: {reason}', es: '{file} no contiene esas simulaciones: {reason}' },
  noFunctionsFolder: { en: 'There is no folder {folder} with functions.', es: 'No hay ninguna carpeta {folder} con funciones.' },
  seeConsole: { en: 'The whole execution: {url}', es: 'La ejecución entera: {url}' },
  started: { en: 'Started {arn}', es: 'Iniciada {arn}' },
  stillRunning: {
    en: 'Still running after {seconds} s: {arn}',
    es: 'Sigue en marcha después de {seconds} s: {arn}',
  },
  noFile: { en: 'There is no file {file}.', es: 'No hay ningún archivo {file}.' },
  fileUnreadable: { en: '{file} cannot be read: {reason}', es: 'No se puede leer {file}: {reason}' },
  noStateMachine: {
    en: '{file} is no state machine. pasos validate says why.',
    es: '{file} no es una máquina de estados. pasos validate dice por qué.',
  },
  noGraph: {
    en: '{file} is no state machine: there is nothing to draw. pasos validate says why.',
    es: '{file} no es una máquina de estados: no hay nada que dibujar. pasos validate dice por qué.',
  },
  fileUnwritable: { en: '{file} cannot be written: {reason}', es: 'No se puede escribir {file}: {reason}' },
  noDefinition: {
    en: 'Nothing was checked: there is no state machine in {files}, or its definition is elsewhere (a bucket, a module, a value of the deployment).',
    es: 'No se comprobó nada: no hay máquina de estados en {files}, o su definición está en otra parte (un bucket, un módulo, un valor del despliegue).',
  },
  nothingToCheck: {
    en: 'There is nothing to check in {file}: no *.asl.json, *.asl.yaml, template, serverless.yml or *.tf.',
    es: 'No hay nada que comprobar en {file}: ni *.asl.json, ni *.asl.yaml, ni plantillas, ni serverless.yml, ni *.tf.',
  },
  yamlUnreadable: {
    en: '{file}:{line}:{column} cannot be read as YAML: {reason}',
    es: '{file}:{line}:{column} no se puede leer como YAML: {reason}',
  },
  fixed: { en: '✓ {file}:{line}:{column} {before} → {after} [{rule}]', es: '✓ {file}:{line}:{column} {before} → {after} [{rule}]' },
  fixedAway: { en: '✓ {file}:{line}:{column} {before} taken away [{rule}]', es: '✓ {file}:{line}:{column} {before} quitado [{rule}]' },
  nothingToFix: { en: 'There is nothing that can be corrected without a doubt.', es: 'No hay nada que se pueda corregir sin dudas.' },
  fixNeedsFiles: { en: '--fix corrects files: standard input is none.', es: '--fix corrige archivos: la entrada estándar no lo es.' },
  oneError: { en: '1 error', es: '1 error' },
  errors: { en: '{errors} errors', es: '{errors} errores' },
  oneWarning: { en: '1 warning', es: '1 aviso' },
  warnings: { en: '{warnings} warnings', es: '{warnings} avisos' },
  noLogGroup: {
    en: 'There is no log group named {name}.',
    es: 'No hay ningún grupo de registros llamado {name}.',
  },
  backupWritten: { en: 'Backup written: {file} ({megabytes} MB)', es: 'Copia de seguridad escrita: {file} ({megabytes} MB)' },
  backupFailed: {
    en: 'The backup failed, and nothing was written: {reason}',
    es: 'La copia de seguridad falló y no se escribió nada: {reason}',
  },
  notABackup: { en: '{file} is not a whole backup of Pasos: {reason}', es: '{file} no es una copia completa de Pasos: {reason}' },
  folderNotEmpty: {
    en: '{folder} is not empty. Choose a new folder, or an empty one.',
    es: '{folder} no está vacía. Elige una carpeta nueva o vacía.',
  },
  restored: {
    en: 'Restored. Start a server on it: pasos start --data {folder}',
    es: 'Restaurada. Arranca un servidor con ella: pasos start --data {folder}',
  },
  migrated: {
    en: '{executions} executions and {lines} log lines copied, with all else that was there, and checked. Start on it: pasos start --data {folder} --postgres URL',
    es: 'Copiadas y comprobadas {executions} ejecuciones y {lines} líneas de registro, con todo lo demás. Arranca con ello: pasos start --data {folder} --postgres URL',
  },
  notMigrated: {
    en: 'The copy is not whole: {reason}. The data folder is as it was; make the database anew.',
    es: 'La copia no está completa: {reason}. La carpeta de datos está como estaba; crea la base de datos de nuevo.',
  },
  migratedBack: {
    en: '{executions} executions and {lines} log lines copied, with all else that was there, and checked. Start on it: pasos start --data {folder}',
    es: 'Copiadas y comprobadas {executions} ejecuciones y {lines} líneas de registro, con todo lo demás. Arranca con ello: pasos start --data {folder}',
  },
  notMigratedBack: {
    en: 'The copy is not whole: {reason}. The database is as it was.',
    es: 'La copia no está completa: {reason}. La base de datos está como estaba.',
  },
  noNodeFolder: {
    en: '{folder} is no data folder of a node. Name one with --data: it has the keys that are not kept in the database.',
    es: '{folder} no es la carpeta de datos de un nodo. Indica una con --data: contiene las claves que no se guardan en la base de datos.',
  },
  nodesForOwner: {
    en: 'Only the owner is told of the nodes. Run it in the folder that has the .pasos of a node, or with what "pasos env" prints there.',
    es: 'Solo al dueño se le muestran los nodos. Ejecútalo en la carpeta que tiene el .pasos de un nodo, o con lo que "pasos env" escribe allí.',
  },
  nodesFailed: { en: 'The nodes could not be listed: {reason}.', es: 'No se pudo obtener la lista de nodos: {reason}.' },
  noCluster: {
    en: 'That server is no node of a cluster: it keeps its data in a folder of its own.',
    es: 'Ese servidor no es un nodo de un clúster: guarda sus datos en una carpeta propia.',
  },
  homeNode: {
    en: '{name}  {url}  home  lanes {lanes} (epochs {epochs})  {running} running',
    es: '{name}  {url}  sede  carriles {lanes} (épocas {epochs})  {running} en curso',
  },
  workingNode: {
    en: '{name}  {url}  lanes {lanes} (epochs {epochs})  {running} running',
    es: '{name}  {url}  carriles {lanes} (épocas {epochs})  {running} en curso',
  },
  leavingNode: { en: 'leaving', es: 'se retira' },
  s3Failed: { en: '{address}: {reason}', es: '{address}: {reason}' },
  s3NeedsKeys: {
    en: 'S3 needs AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    es: 'S3 necesita AWS_ACCESS_KEY_ID y AWS_SECRET_ACCESS_KEY.',
  },
  isEncrypted: { en: 'encrypted', es: 'cifrada' },
  noEncryptionKey: {
    en: '{source} holds no key: 32 bytes in base64, as "openssl rand -base64 32" writes them.',
    es: '{source} no contiene una clave: 32 bytes en base64, como los escribe «openssl rand -base64 32».',
  },
  keyUnreadable: { en: 'The key cannot be had from {source}: {reason}', es: 'No se puede obtener la clave de {source}: {reason}' },
  keyInFolder: {
    en: 'The key must not lie in the folder that it protects.',
    es: 'La clave no debe estar en la carpeta que protege.',
  },
  noEncryptionInPostgres: {
    en: 'With --postgres the data are in the database: encrypt that. --encryption-key is for a data folder.',
    es: 'Con --postgres los datos están en la base de datos: cifra esta. --encryption-key es para una carpeta de datos.',
  },
  keyIsMissing: { en: 'Give the key with --encryption-key or --new-key.', es: 'Da la clave con --encryption-key o --new-key.' },
  newKeyIsMissing: { en: 'Give the other key with --new-key.', es: 'Da la otra clave con --new-key.' },
  encryptNeedsTo: {
    en: 'The folder is not encrypted: say with --to where its encrypted copy shall be.',
    es: 'La carpeta no está cifrada: di con --to dónde estará su copia cifrada.',
  },
  encrypted: {
    en: 'Encrypted. Try it: pasos verify --data {folder}. The former folder is as it was; remove it when you no longer need it.',
    es: 'Cifrada. Compruébala: pasos verify --data {folder}. La carpeta anterior sigue igual; bórrala cuando ya no la necesites.',
  },
  keyChanged: {
    en: 'The folder opens with the new key only. Backups from before open with the former one.',
    es: 'La carpeta solo se abre con la clave nueva. Las copias anteriores se abren con la de antes.',
  },
  noDataFolder: { en: '{folder} is not a data folder of Pasos.', es: '{folder} no es una carpeta de datos de Pasos.' },
  verified: {
    en: '{executions} executions, {events} events checked; {damages} damaged.',
    es: '{executions} ejecuciones y {events} eventos comprobados; {damages} daños.',
  },
  damagedEvent: {
    en: '{arn}: the history is damaged from event {event} on.',
    es: '{arn}: el historial está dañado desde el evento {event}.',
  },
  damagedExecution: { en: '{arn}: {what}', es: '{arn}: {what}' },
  damagedFile: { en: 'The file of the journal is damaged: {what}', es: 'El archivo del diario está dañado: {what}' },
  ...CONVERT_MESSAGES,
  ...DIFF_MESSAGES,
  ...DOCTOR_MESSAGES,
  ...IMPORT_MESSAGES,
  ...TEST_MESSAGES,
  ...PROJECT_MESSAGES,
  ...WHY_MESSAGES,
} as const satisfies Record<string, Record<Language, string>>

export type MessageKey = keyof typeof MESSAGES

/** One message in the terminal's language. */
export function message(
  key: MessageKey,
  parameters: Record<string, string | number> = {},
  language: Language = terminalLanguage(),
): string {
  return MESSAGES[key][language].replace(/\{(\w+)\}/g, (whole, name: string) => String(parameters[name] ?? whole))
}

/** Every message, for the test that both languages are complete. */
export const allMessages: Record<string, Record<Language, string>> = MESSAGES
