/** Spanish of what the commands of testing and developing say of themselves. */
export const TESTING_HELP: Readonly<Record<string, string>> = {
  'test cases as Step Functions Local reads them; start them as ARN#TestCase':
    'casos de prueba como los lee Step Functions Local; se inician como ARN#CasoDePrueba',
  'run tests of state machines: *.asltest.json and *.asltest.yaml, without a server':
    'ejecuta pruebas de máquinas de estados: *.asltest.json y *.asltest.yaml, sin servidor',
  'files, folders or globs; the folder here without any': 'archivos, carpetas o patrones; sin ninguno, la carpeta actual',
  'only tests whose name has this in it': 'solo pruebas cuyo nombre contiene esto',
  'say what the tests never ran': 'dice lo que las pruebas nunca ejecutaron',
  'write lcov.info and coverage.json there': 'escribe ahí lcov.info y coverage.json',
  'fail below this coverage of states, transitions, rules, retriers and catchers':
    'falla por debajo de esta cobertura de estados, transiciones, reglas, reintentos y capturas',
  'print everything as one JSON object': 'muestra todo como un objeto JSON',
  'print the Test Anything Protocol': 'muestra el protocolo Test Anything',
  "write JUnit's XML too": 'escribe también el XML de JUnit',
  'ask TestState of AWS (aws) or of an endpoint (an address) the same, state by state':
    'pregunta lo mismo, estado por estado, al TestState de AWS (aws) o de otra dirección',
  "of the AWS CLI's settings, for --against aws": 'de la configuración de la CLI de AWS, para --against aws',
  'a percentage from 0 to 100': 'un porcentaje de 0 a 100',
}
