/** What `pasos import` says, in both languages. */
export const IMPORT_MESSAGES = {
  importFromWhere: {
    en: 'Say from where: --from aws, --from ADDRESS, or files with what the AWS CLI printed.',
    es: 'Indica de dónde: --from aws, --from DIRECCIÓN, o archivos con lo que mostró la CLI de AWS.',
  },
  importMixed: {
    en: 'Files need no --from: give names of state machines with --from, or files without it.',
    es: 'Los archivos no necesitan --from: da nombres de máquinas con --from, o archivos sin él.',
  },
  importNoMachine: {
    en: 'None of these files is the output of "aws stepfunctions describe-state-machine".',
    es: 'Ninguno de estos archivos es la salida de "aws stepfunctions describe-state-machine".',
  },
  importWhoseHistory: {
    en: 'A history does not say of which state machine it is: import one state machine at a time with its histories.',
    es: 'Un historial no dice de qué máquina es: importa una máquina cada vez con sus historiales.',
  },
  importUnknownAnswer: {
    en: '{file} is no output of describe-state-machine, get-execution-history, get-function, get-function-configuration, get-role or get-role-policy.',
    es: '{file} no es la salida de describe-state-machine, get-execution-history, get-function, get-function-configuration, get-role ni get-role-policy.',
  },
  importNotSaved: {
    en: 'no file is the output of "{command}"',
    es: 'ningún archivo es la salida de "{command}"',
  },
  importNothing: { en: 'There is no state machine at {place}.', es: 'No hay ninguna máquina de estados en {place}.' },
  importNoHistories: {
    en: '{name} is an Express workflow: its executions have no histories to make tests of.',
    es: '{name} es un flujo Express: sus ejecuciones no tienen historiales con los que hacer pruebas.',
  },
  importImage: {
    en: '{name} is a container image, which does not run here: left out.',
    es: '{name} es una imagen de contenedor, que aquí no se ejecuta: se omite.',
  },
  importLayers: { en: 'The layers of {name} are not brought along.', es: 'Las capas de {name} no se traen.' },
  importVariables: {
    en: 'Environment variables of {name} were written without their values, which may be secrets: {variables}',
    es: 'Las variables de entorno de {name} se escribieron sin sus valores, que pueden ser secretos: {variables}',
  },
  importNoCode: {
    en: 'The code of {name} is not here: put it into {folder}.',
    es: 'El código de {name} no está aquí: ponlo en {folder}.',
  },
  importLeftOut: { en: '{what} is left out: {reason}', es: '{what} se omite: {reason}' },
  importNotRecorded: {
    en: 'The execution {name} became no test: {reason}.',
    es: 'La ejecución {name} no se convirtió en prueba: {reason}.',
  },
  importCodeUnread: {
    en: 'The code of {name} could not be unpacked: {reason}',
    es: 'El código de {name} no se pudo desempaquetar: {reason}',
  },
  importNext: { en: 'Next: {commands}', es: 'A continuación: {commands}' },
} as const
