/** Spanish of what the commands of testing and developing say of themselves. */
export const TESTING_HELP: Readonly<Record<string, string>> = {
  'test cases as Step Functions Local reads them; start them as ARN#TestCase':
    'casos de prueba como los lee Step Functions Local; se inician como ARN#CasoDePrueba',
  'run tests of state machines: *.asltest.json and *.asltest.yaml, without a server':
    'ejecuta pruebas de máquinas de estados: *.asltest.json y *.asltest.yaml, sin servidor',
  'files, folders or globs; the folder here without any': 'archivos, carpetas o patrones; sin ninguno, la carpeta actual',
  'only tests whose name has this in it': 'solo pruebas cuyo nombre contiene esto',
  'say what the tests never ran': 'dice lo que las pruebas nunca ejecutaron',
  'write lcov.info, coverage.json and index.html, the graph with what was never run, there':
    'escribe ahí lcov.info, coverage.json e index.html, el grafo con lo que nunca se ejecutó',
  'fail below this coverage of states, transitions, rules, retriers and catchers':
    'falla por debajo de esta cobertura de estados, transiciones, reglas, reintentos y capturas',
  'print everything as one JSON object': 'muestra todo como un objeto JSON',
  'print the Test Anything Protocol': 'muestra el protocolo Test Anything',
  "write JUnit's XML too": 'escribe también el XML de JUnit',
  'ask TestState of AWS (aws) or of an endpoint (an address) the same, state by state':
    'pregunta lo mismo, estado por estado, al TestState de AWS (aws) o de otra dirección',
  "of the AWS CLI's settings, for --against aws": 'de la configuración de la CLI de AWS, para --against aws',
  'a percentage from 0 to 100': 'un porcentaje de 0 a 100',
  'deploy the state machines and functions of a folder to a running server; only what differs':
    'despliega las máquinas de estados y funciones de una carpeta en un servidor en marcha; solo lo que difiere',
  'delete the state machines and functions of a folder from a running server':
    'borra de un servidor en marcha las máquinas de estados y funciones de una carpeta',
  'definitions, Terraform, and functions/ with a folder for each function':
    'definiciones, Terraform, y functions/ con una carpeta por función',
  'the folder with a folder for each function': 'la carpeta con una carpeta por función',
  'print the changes as JSON': 'muestra los cambios en JSON',
  'begin a project: a definition, its functions and tests that cover all of it':
    'empieza un proyecto: una definición, sus funciones y pruebas que la cubren entera',
  'which one': 'cuál',
  'the folder to write into': 'la carpeta en que se escribe',
  'write over files that are there': 'sobrescribe los archivos que ya están',
  'print what was written as JSON': 'muestra en JSON lo que se ha escrito',
  'run a server for a folder, and deploy whatever changes in it': 'arranca un servidor para una carpeta y despliega lo que cambie en ella',
  'where everything durable is kept; .pasos in the folder without it': 'dónde se guarda todo lo duradero; sin ella, .pasos en la carpeta',
  'test cases as Step Functions Local reads them; watched too': 'casos de prueba como los lee Step Functions Local; también se vigilan',
  'make a test with mocks of an execution that has ended': 'hace una prueba con simulaciones de una ejecución terminada',
  'its ARN, or a file with its history as "aws stepfunctions get-execution-history" prints it':
    'su ARN, o un archivo con su historial como lo muestra "aws stepfunctions get-execution-history"',
  "the definition's file; an execution's is written beside the test without it":
    'el archivo de la definición; sin él, la de la ejecución se escribe junto a la prueba',
  "the test's file; MACHINE.asltest.json without it": 'el archivo de la prueba; sin él, MACHINE.asltest.json',
  "the test's name; the execution's without it": 'el nombre de la prueba; sin él, el de la ejecución',
  'print the test instead of writing it': 'muestra la prueba en lugar de escribirla',
  'run them again whenever a file changes': 'las repite cada vez que cambia un archivo',
  'make a project of state machines that are elsewhere: definitions, roles, functions, and tests out of executions':
    'hace un proyecto con máquinas de estados que están en otro sitio: definiciones, roles, funciones, y pruebas con sus ejecuciones',
  'names or ARNs, all without any; or files with what the AWS CLI printed of them':
    'nombres o ARN, todas si no hay ninguno; o archivos con lo que mostró de ellas la CLI de AWS',
  'where they are: AWS (aws), or the address of an endpoint': 'dónde están: AWS (aws), o la dirección de un punto de acceso',
  'make tests of so many of the newest ended executions of each':
    'hace pruebas con tantas de las últimas ejecuciones terminadas de cada una',
  "AWS's region; that of the environment without it": 'la región de AWS; sin ella, la del entorno',
  "of the AWS CLI's settings, for --from aws": 'de la configuración de la CLI de AWS, para --from aws',
}
