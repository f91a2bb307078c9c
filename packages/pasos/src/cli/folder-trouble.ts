import type { DataFolderError, FolderTrouble } from '@pasos/store-sqlite'
import { terminalLanguage } from './language.ts'

const SPANISH: Record<FolderTrouble, string> = {
  inUse: 'Otro proceso de Pasos está usando {folder}.',
  unusable: '{folder} no se puede usar como carpeta de datos: {reason}. Elige otra con --data.',
  notOurs: '{folder} no está vacía ni es una carpeta de datos de Pasos. Elige otra carpeta o una vacía.',
  badMarker: '{file} no es lo que Pasos escribe ahí. ¿Seguro que es una carpeta de datos?',
  newer: '{file} se escribió con una versión más nueva de Pasos (formato {found}; esta versión conoce el {known}).',
  served: '{folder} ya se ha usado: indica una carpeta nueva.',
  notEncrypted: '{folder} no está cifrada. Cífrala antes con "pasos encrypt" o no indiques la clave.',
  encrypted: '{folder} está cifrada. Indica su clave con --encryption-key.',
  wrongKey: 'Esta no es la clave con la que {folder} está cifrada.',
  keyUnreadable: 'No se puede leer {file}. Recupéralo: sin él no se puede leer nada de lo cifrado.',
  keyMissing: '{file} no contiene ninguna clave. Recupéralo: sin ella no se puede leer nada de lo cifrado.',
  otherVersion: 'La carpeta es de otra versión: arranca esta una vez con ella y cífrala después.',
  unconverted: 'La carpeta es de otra versión y guarda ejecuciones en otra forma: arranca esta una vez con ella y trasládala después.',
  noMemory: '{folder} está cifrada, así que el código de sus funciones se descomprime en memoria, y no hay sitio para él: {reason}.',
  noRoom: 'No se puede abrir {folder}: {reason}. Haz sitio en su disco y arranca de nuevo.',
  diskBroken: 'No se puede abrir {folder}: {reason}. Puede que su disco esté lleno o averiado.',
  readOnly: 'No se puede abrir {folder}: {reason}. El servidor tiene que poder escribir en toda ella.',
  damaged: 'No se puede abrir {folder}: {reason}. Restaura una copia en otra carpeta o mira con "pasos verify" lo que está entero.',
  unopened: 'No se puede abrir {folder}: {reason}.',
}

/** By its name: the store is loaded by the commands that need it. */
export function isFolderError(error: unknown): error is DataFolderError {
  return error instanceof Error && error.name === 'DataFolderError'
}

/** Why a data folder cannot be used, in the terminal's language. */
export function folderTrouble({ trouble, parameters, message }: DataFolderError): string {
  if (terminalLanguage() === 'en') return message
  return SPANISH[trouble].replace(/\{(\w+)\}/g, (whole, name: string) => String(parameters[name] ?? whole))
}
