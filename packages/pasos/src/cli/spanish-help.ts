import { INSIGHT_HELP } from './insight-help.ts'
import { TESTING_HELP } from './testing-help.ts'

/** Descriptions of commands, arguments and options, and what their values must be, by the English text in the commands. */
export const SPANISH_HELP: Readonly<Record<string, string>> = {
  'A self-hosted, AWS-compatible Step Functions': 'Step Functions en tu propia máquina, compatible con AWS',
  'output the version number': 'muestra la versión',
  'of this command and of any other, if not that of the terminal': 'de esta orden y de cualquier otra, si no es el del terminal',
  'display help for command': 'muestra la ayuda de la orden',
  'write everything a running server keeps into one file': 'escribe en un archivo todo lo que guarda un servidor en marcha',
  'the zip to write, or s3://BUCKET/KEY': 'el zip que se escribe, o s3://BUCKET/CLAVE',
  "where S3 is, for s3:// addresses; without: AWS's in the region":
    'dónde está S3, para direcciones s3://; sin esto: el de AWS en la región',
  'where Pasos answers': 'dónde responde Pasos',
  'print what the AWS CLI, SDKs and Terraform need to talk to Pasos':
    'muestra lo que necesitan la CLI de AWS, los SDK y Terraform para hablar con Pasos',
  'how to print it': 'cómo mostrarlo',
  "print a function's log lines": 'muestra las líneas de registro de una función',
  'the function, or a log group such as /aws/lambda/NAME': 'la función, o un grupo de registros como /aws/lambda/NOMBRE',
  'go on printing as lines arrive': 'sigue mostrando las líneas que llegan',
  'only lines that match this CloudWatch Logs filter pattern': 'solo líneas que cumplen este patrón de filtro de CloudWatch Logs',
  'how far back to begin': 'desde cuándo',
  'one JSON object a line': 'un objeto JSON por línea',
  'a number of minutes above 0': 'un número de minutos mayor que 0',
  'the key of an encrypted data folder: a file, variable:NAME, or command:COMMAND that prints it':
    'la clave de una carpeta de datos cifrada: un archivo, variable:NOMBRE, o command:ORDEN que la escribe',
  'copy a data folder into an encrypted one, or give an encrypted one another key; no server may be using it':
    'copia una carpeta de datos en otra cifrada, o da otra clave a una cifrada; ningún servidor debe estar usándola',
  'the encrypted folder to make; it must be new or empty': 'la carpeta cifrada que se crea; debe ser nueva o estar vacía',
  'the key that takes the place of the present one, told like it': 'la clave que sustituye a la actual, indicada igual',
  'make a new data folder out of a backup': 'crea una carpeta de datos nueva con una copia de seguridad',
  'the zip that "pasos backup" wrote, or s3://BUCKET/KEY': 'el zip que escribió "pasos backup", o s3://BUCKET/CLAVE',
  'the folder to make; it must be new or empty': 'la carpeta que se crea; debe ser nueva o estar vacía',
  'run an execution again from one of its states, as a new execution':
    'repite una ejecución desde uno de sus estados, como ejecución nueva',
  "the execution's ARN": 'el ARN de la ejecución',
  'the state to begin with, as it was entered last': 'el estado por el que se empieza, tal como se entró en él la última vez',
  'the event that entered the state, where it was entered several times': 'el evento que entró en el estado, si se entró varias veces',
  "in place of the state's recorded input: JSON, @FILE, or - for standard input":
    'en lugar de la entrada registrada del estado: JSON, @ARCHIVO, o - para la entrada estándar',
  'in place of the definition that the execution ran': 'en lugar de la definición con la que se ejecutó',
  "the new execution's name": 'el nombre de la ejecución nueva',
  "print the new execution's ARN and do not wait for its end": 'muestra el ARN de la ejecución nueva y no espera a que termine',
  'a whole number above 0': 'un número entero mayor que 0',
  'start an execution, wait for its end and print its output': 'inicia una ejecución, espera a que termine y muestra su salida',
  "the state machine's name or ARN, or a file with its definition (.json, .yaml), which needs no server":
    'el nombre o el ARN de la máquina de estados, o un archivo con su definición (.json, .yaml), que no necesita servidor',
  'for a file: a folder with a folder for each function, called like it':
    'para un archivo: una carpeta con una carpeta por función, llamada como ella',
  'for a file: answers of states, as Step Functions Local reads them (or SFN_MOCK_CONFIG)':
    'para un archivo: respuestas de los estados, como las lee Step Functions Local (o SFN_MOCK_CONFIG)',
  'for a file: which test case of the mocks': 'para un archivo: qué caso de prueba de las simulaciones',
  'for a file: the kind of workflow': 'para un archivo: el tipo de flujo',
  'the input: JSON, @FILE, or - for standard input': 'la entrada: JSON, @ARCHIVO, o - para la entrada estándar',
  "the execution's name": 'el nombre de la ejecución',
  'print each step as it happens, on stderr': 'muestra cada paso cuando ocurre, por stderr',
  'print the whole answer instead of the output': 'muestra la respuesta entera en lugar de la salida',
  'stop waiting after this long': 'deja de esperar después de este tiempo',
  'a number of seconds above 0': 'un número de segundos mayor que 0',
  'call these elsewhere: SERVICE[,SERVICE]=URL or =aws; may be given several times':
    'llama a estos en otro sitio: SERVICIO[,SERVICIO]=URL o =aws; puede darse varias veces',
  'the same for many, as JSON: { "sqs": "http://localhost:4566", "athena,glue": "aws" }':
    'lo mismo para muchos, en JSON: { "sqs": "http://localhost:4566", "athena,glue": "aws" }',
  'start the server: AWS APIs and console on one port': 'arranca el servidor: las API de AWS y la consola en un puerto',
  'the port to listen on; 0 takes a free one': 'el puerto en que escucha; 0 toma uno libre',
  'the address to listen on': 'la dirección en que escucha',
  'whether the owner of this machine needs a key': 'si el dueño de esta máquina necesita una clave',
  'whether what policies do not allow is refused, or only told and collected':
    'si se rechaza lo que las políticas no permiten, o solo se dice y se recoge',
  "print the least-privilege policy of a state machine's role":
    'muestra la política de privilegio mínimo del rol de una máquina de estados',
  'its name or ARN': 'su nombre o ARN',
  'as JSON, with what the definition leaves open': 'como JSON, con lo que la definición deja abierto',
  'as resources of Terraform': 'como recursos de Terraform',
  'keys (JWKS) of an OpenID Connect provider; may be given several times':
    'claves (JWKS) de un proveedor OpenID Connect; puede darse varias veces',
  'answer to this name too; may be given several times': 'responde también a este nombre; puede darse varias veces',
  'speak TLS with this certificate chain (PEM)': 'habla TLS con esta cadena de certificados (PEM)',
  'the private key of the certificate (PEM)': 'la clave privada del certificado (PEM)',
  'where clients reach the server, e.g. that of a load balancer: URLs that it gives out begin with it':
    'dónde alcanzan los clientes al servidor, p. ej. la de un balanceador: las URL que da empiezan por ella',
  'an http or https address without a path, such as https://pasos.example':
    'una dirección http o https sin ruta, como https://pasos.example',
  'a proxy before this server speaks TLS': 'un proxy delante de este servidor habla TLS',
  'let everybody who reaches the port do everything': 'deja hacer todo a quien llegue al puerto',
  'an IP address, or localhost': 'una dirección IP, o localhost',
  'refuse new work while the disk has less room than this': 'rechaza trabajo nuevo mientras el disco tenga menos espacio que este',
  'go on serving for so long after SIGTERM, while health says 503':
    'sigue sirviendo este tiempo después de SIGTERM, mientras la salud dice 503',
  'a whole number': 'un número entero',
  'look whether a server runs well on this machine': 'mira si un servidor funciona bien en esta máquina',
  'a host name without a port': 'un nombre de host sin puerto',
  'the file to write instead of standard output': 'el archivo que se escribe, en lugar de la salida estándar',
  'whose key to print': 'de quién es la clave que se muestra',
  'where everything durable is kept': 'dónde se guarda todo lo duradero',
  'keep everything durable in this PostgreSQL; several hosts may be named, as in postgres://h1,h2/name':
    'guarda todo lo duradero en este PostgreSQL; pueden nombrarse varios servidores, como en postgres://h1,h2/nombre',
  'where the other nodes on that PostgreSQL reach this one, as HOST or HOST:PORT; without: on this machine alone':
    'dónde los demás nodos de ese PostgreSQL alcanzan a este, como HOST o HOST:PUERTO; sin esto: solo en esta máquina',
  'list the nodes of a cluster: lanes, running executions, epochs':
    'muestra los nodos de un clúster: carriles, ejecuciones en curso, épocas',
  'print them as JSON': 'los imprime como JSON',
  'at the end, let requests and functions under way take so long to finish':
    'al final, deja que las peticiones y funciones en curso tarden tanto en terminar',
  'json: a line on standard error for each request too': 'json: también una línea en la salida de errores por cada petición',
  'no more lines for requests than this a second': 'no más líneas de peticiones que estas por segundo',
  'drop what a function logs beyond this a second; 0: nothing':
    'descarta lo que una función registra por encima de esto por segundo; 0: nada',
  'make a backup every so many hours; 0: none': 'hace una copia de seguridad cada tantas horas; 0: ninguna',
  'where backups are kept; without: a folder "backups" beside the data':
    'dónde se guardan las copias; sin esto: una carpeta "backups" junto a los datos',
  'how many of those backups are kept': 'cuántas de esas copias se guardan',
  'hours from 0.01 to 576, or 0': 'horas de 0.01 a 576, o 0',
  'send traces of executions to this OpenTelemetry collector, e.g. http://127.0.0.1:4318':
    'envía trazas de las ejecuciones a este colector de OpenTelemetry, p. ej. http://127.0.0.1:4318',
  'an address such as http://127.0.0.1:4318': 'una dirección como http://127.0.0.1:4318',
  'do not deploy the worked example on the first start': 'no despliega el ejemplo en el primer arranque',
  'the account of callers whose access key names none': 'la cuenta de quien llama con una clave que no nombra ninguna',
  "the region of Pasos' own resources": 'la región de los recursos propios de Pasos',
  "lift AWS's limits on payloads and histories": 'quita los límites de AWS a los datos y a los historiales',
  'time executions out that run longer, as AWS does after 365; 0 lets them run for ever':
    'agota el tiempo de las ejecuciones que duran más, como AWS a los 365; 0 las deja para siempre',
  'how long ended executions are kept; 0 keeps them for ever': 'cuánto se guardan las ejecuciones terminadas; 0 las guarda para siempre',
  'keep Express executions in the index, so that they can be listed and seen':
    'guarda las ejecuciones Express en el índice, para poder listarlas y verlas',
  'how functions are kept apart': 'cómo se aíslan las funciones',
  'addresses inside that may be called for users, e.g. localhost:3000; others inside are refused':
    'direcciones internas a las que se puede llamar por los usuarios, p. ej. localhost:3000; las demás se rechazan',
  'where the API is that apigateway:invoke knows as HOST (or by its id); may be given several times':
    'dónde está la API que apigateway:invoke conoce como HOST (o por su identificador); puede darse varias veces',
  'print the letters and short messages that topics sent to people': 'muestra las cartas y los mensajes cortos que los temas enviaron',
  'how many of the newest': 'cuántos de los más recientes',
  'a whole number from 1 to 500': 'un número entero de 1 a 500',
  'serve only these, e.g. states,lambda,iam,logs, and what they need; without: all':
    'sirve solo estos, p. ej. states,lambda,iam,logs, y lo que necesitan; sin ella, todos',
  'a port number from 0 to 65535': 'un número de puerto de 0 a 65535',
  'a whole number of days': 'un número entero de días',
  'check definitions: what AWS refuses, and what would fail when it runs':
    'comprueba definiciones: lo que AWS rechaza y lo que fallaría al ejecutarse',
  'the same as --format json': 'lo mismo que --format json',
  'the kind of workflow': 'el tipo de flujo',
  'of the explanations': 'de las explicaciones',
  'end with an error for warnings too': 'termina con error también si hay avisos',
  'check every checksum of a data folder, or of a PostgreSQL; servers may be using it':
    'comprueba todas las sumas de una carpeta de datos, o de un PostgreSQL; puede haber servidores usándolos',
  'copy all that a data folder keeps into a new PostgreSQL, or the other way round; no server may be using either':
    'copia todo lo que guarda una carpeta de datos a un PostgreSQL nuevo, o al revés; ningún servidor puede estar usándolos',
  'the database': 'la base de datos',
  'copy the database into this folder, which must be new or empty':
    'copia la base de datos en esta carpeta, que debe ser nueva o estar vacía',
  'the data folder; with --to that of a node, for the keys that are in no database':
    'la carpeta de datos; con --to la de un nodo, por las claves que no están en ninguna base de datos',
  'check this PostgreSQL instead': 'comprueba este PostgreSQL en su lugar',
  'the data folder': 'la carpeta de datos',
  'print the verdict as JSON': 'muestra el veredicto en JSON',
  ...TESTING_HELP,
  ...INSIGHT_HELP,
  'an http or https address such as http://127.0.0.1:8083': 'una dirección http o https como http://127.0.0.1:8083',
}

/** Headings and notes of the help, and what Commander says of wrong usage, in the order in which they are tried. */
export const SPANISH_USAGE: readonly (readonly [english: RegExp, spanish: string])[] = [
  [/^Usage:$/, 'Uso:'],
  [/^Options:$/, 'Opciones:'],
  [/^Commands:$/, 'Órdenes:'],
  [/^Arguments:$/, 'Argumentos:'],
  [/\[options\]/, '[opciones]'],
  [/\[command\]/, '[orden]'],
  [/^error: unknown option '(.*?)'/, "error: opción desconocida '$1'"],
  [/^error: unknown command '(.*?)'/, "error: orden desconocida '$1'"],
  [/^error: missing required argument '(.*?)'/, "error: falta el argumento '$1'"],
  [/^error: option '(.*?)' argument missing/, "error: a la opción '$1' le falta su valor"],
  [/^error: required option '(.*?)' not specified/, "error: falta la opción '$1'"],
  [/^error: option '(.*?)' argument '(.*?)' is invalid\./, "error: la opción '$1' no admite el valor '$2'."],
  [
    /^error: option '(.*?)' value '(.*?)' from env '(.*?)' is invalid\./,
    "error: la opción '$1' no admite el valor '$2' de la variable '$3'.",
  ],
  [
    /^error: too many arguments(?: for '(.*?)')?\. Expected (\d+) arguments? but got (\d+): (.*)\./,
    'error: sobran argumentos: se esperaban $2 y hay $3: $4.',
  ],
  [/Allowed choices are (.*)\./, 'Valores posibles: $1.'],
  [/\(Did you mean one of (.*)\?\)/, '(¿Querías decir una de estas? $1)'],
  [/\(Did you mean (.*)\?\)/, '(¿Querías decir $1?)'],
]
