/** What the commands that work on a folder say, in both languages. */
export const PROJECT_MESSAGES = {
  aFunction: { en: 'function', es: 'función' },
  aMachine: { en: 'state machine', es: 'máquina de estados' },
  created: { en: 'created', es: 'creada' },
  updated: { en: 'updated', es: 'actualizada' },
  unchanged: { en: 'unchanged', es: 'sin cambios' },
  deleted: { en: 'deleted', es: 'borrada' },
  statesChanged: { en: '{states} changed', es: 'cambia {states}' },
  nothingThere: {
    en: 'Nothing of {folder} is on the server.',
    es: 'Nada de {folder} está en el servidor.',
  },
  nothingToDeploy: {
    en: 'There is nothing to deploy in {folder}: no *.asl.json, *.asl.yaml, template, serverless.yml, Terraform or functions/. "pasos init" begins a project.',
    es: 'No hay nada que desplegar en {folder}: ni *.asl.json, *.asl.yaml, plantilla, serverless.yml, Terraform ni functions/. "pasos init" empieza un proyecto.',
  },
  watching: { en: 'Watching {folder}', es: 'Vigilando {folder}' },
  devKeys: {
    en: 'Keys: o opens the console, r runs the last changed machine, l prints the last log lines, c clears, q quits',
    es: 'Teclas: o abre la consola, r ejecuta la última máquina cambiada, l muestra los últimos registros, c limpia, q termina',
  },
  mocksReloaded: { en: '✓ test cases of {file} — {ms} ms', es: '✓ casos de prueba de {file} — {ms} ms' },
  projectRight: { en: '✓ the folder can be read again', es: '✓ la carpeta se puede leer de nuevo' },
  placeholderLeft: {
    en: '{reason} Nothing fills in {names}: there is no function of that name.',
    es: '{reason} Nada rellena {names}: no hay ninguna función con ese nombre.',
  },
  placeholderComputed: {
    en: '{reason} {names} stands for what only Terraform computes: "terraform apply" deploys it.',
    es: '{reason} {names} es lo que solo Terraform calcula: "terraform apply" lo despliega.',
  },
  projectWrong: { en: '✗ {reason}', es: '✗ {reason}' },
  nothingToRun: { en: 'There is no state machine to run.', es: 'No hay ninguna máquina de estados que ejecutar.' },
  ranAs: { en: '▶ {name}: {status} {output}', es: '▶ {name}: {status} {output}' },
  written: { en: 'Written: {files}', es: 'Escrito: {files}' },
  alreadyThere: {
    en: '{file} is there already; nothing was written. --force writes over it.',
    es: '{file} ya existe; no se ha escrito nada. --force lo sobrescribe.',
  },
  testThere: {
    en: '{file} is there already; nothing was written. --output names another.',
    es: '{file} ya existe; no se ha escrito nada. --output indica otro.',
  },
  recordedAlone: {
    en: '{file} runs once its definition is there: {beside}, or what --definition names.',
    es: '{file} se podrá ejecutar cuando esté su definición: {beside}, o la que indique --definition.',
  },
  notRecorded: { en: 'No test was made: {reason}.', es: 'No se ha hecho ninguna prueba: {reason}.' },
  noTemplate: { en: 'There is no template {name}. There are: {known}.', es: 'No hay ninguna plantilla {name}. Hay: {known}.' },
  nextSteps: {
    en: 'Next: npx pasos test{folder}, then npx pasos dev{folder}',
    es: 'A continuación: npx pasos test{folder}, y después npx pasos dev{folder}',
  },
} as const
