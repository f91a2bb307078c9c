import type { Language } from './language.ts'

/** What `pasos doctor` says, in both languages. */
export const DOCTOR_MESSAGES = {
  doctorVersions: { en: 'Pasos {version}, Node.js {node}, {platform}', es: 'Pasos {version}, Node.js {node}, {platform}' },
  doctorNewFolder: { en: '{folder} is made at the first start', es: '{folder} se crea en el primer arranque' },
  doctorFolder: { en: '{folder} is yours, and nobody else reads it', es: '{folder} es tuya y nadie más la lee' },
  doctorOpenFolder: {
    en: '{folder} can be read by other users; the next start closes it',
    es: 'Otros usuarios pueden leer {folder}; el próximo arranque la cierra',
  },
  doctorVolume: {
    en: '{folder} is root’s, as volumes are: a server of yours closes what it has in it, not the folder',
    es: '{folder} es de root, como los volúmenes: un servidor suyo cierra lo que tiene dentro, no la carpeta',
  },
  doctorForeignFolder: {
    en: '{folder} belongs to another user: a server of yours cannot close it to others',
    es: '{folder} es de otro usuario: un servidor suyo no puede cerrarla a los demás',
  },
  doctorDisk: {
    en: '{megabytes} MB free; what is written is on the disk after {ms} ms',
    es: '{megabytes} MB libres; lo escrito está en el disco después de {ms} ms',
  },
  doctorDiskSlow: {
    en: '{megabytes} MB free; what is written is on the disk only after {ms} ms, and every transition waits for that',
    es: '{megabytes} MB libres; lo escrito tarda {ms} ms en estar en el disco, y cada transición lo espera',
  },
  doctorDiskFull: { en: 'Only {megabytes} MB free', es: 'Solo {megabytes} MB libres' },
  doctorUnwritable: { en: '{folder} cannot be written: {reason}', es: 'No se puede escribir en {folder}: {reason}' },
  doctorPort: { en: 'Port {port} is free', es: 'El puerto {port} está libre' },
  doctorPortTaken: {
    en: 'Port {port} is taken by another program ({reason}); "--port N" chooses another one',
    es: 'El puerto {port} lo ocupa otro programa ({reason}); "--port N" elige otro',
  },
  doctorRunning: {
    en: 'Pasos {running} runs at {url} with the data in {folder}; for clients: eval "$(pasos env --endpoint {url})"',
    es: 'Pasos {running} está en marcha en {url} con los datos en {folder}; para los clientes: eval "$(pasos env --endpoint {url})"',
  },
  doctorRunningOther: {
    en: 'Pasos {running} runs at {url} with the data in {folder}, and this is {version}: restart it to update it. For clients: eval "$(pasos env --endpoint {url})"',
    es: 'Pasos {running} está en marcha en {url} con los datos en {folder}, y este es {version}: reinícialo para actualizarlo. Para los clientes: eval "$(pasos env --endpoint {url})"',
  },
  doctorFiles: { en: '{limit} files may be open at once', es: 'Puede haber {limit} archivos abiertos a la vez' },
  doctorFilesUnknown: {
    en: 'How many files may be open at once is not known here',
    es: 'Aquí no se sabe cuántos archivos puede haber abiertos a la vez',
  },
  doctorFewFiles: {
    en: 'Only {limit} files may be open at once; "ulimit -n 65536" before the start raises that',
    es: 'Solo puede haber {limit} archivos abiertos a la vez; "ulimit -n 65536" antes de arrancar lo aumenta',
  },
  doctorSandbox: { en: 'Functions run in bubblewrap', es: 'Las funciones se ejecutan en bubblewrap' },
  doctorNoSandbox: {
    en: 'Functions are not run: bubblewrap 0.8 is not installed, or this machine does not let it make namespaces. "--sandbox process" runs them as plain processes: then run no code of others.',
    es: 'Las funciones no se ejecutan: falta bubblewrap 0.8, o esta máquina no le deja crear espacios de nombres. "--sandbox process" las ejecuta como procesos corrientes: entonces no ejecutes código ajeno.',
  },
  doctorGroups: {
    en: 'Functions get control groups of their own: the kernel bounds their memory and their processes',
    es: 'Las funciones tienen sus propios grupos de control: el núcleo limita su memoria y sus procesos',
  },
  doctorGroupsKept: {
    en: "A function's memory is measured while it runs and it is ended beyond its limit; the kernel would bound it if this ran as a systemd service with Delegate=memory pids cpu (deploy/pasos.service)",
    es: 'La memoria de una función se mide mientras se ejecuta y la función se termina si pasa de su límite; el núcleo la limitaría si esto fuera un servicio de systemd con Delegate=memory pids cpu (deploy/pasos.service)',
  },
  doctorLimits: {
    en: "A function's memory is measured while it runs and it is ended beyond its limit; the kernel bounds neither that nor its share of the processor, as this machine has no control groups of the second version",
    es: 'La memoria de una función se mide mientras se ejecuta y la función se termina si pasa de su límite; el núcleo no limita ni eso ni su parte del procesador, porque esta máquina no tiene grupos de control de la segunda versión',
  },
  doctorPeers: {
    en: 'Other users and functions are told from you on the port',
    es: 'En el puerto se distingue de ti a otros usuarios y a las funciones',
  },
  doctorNoPeers: {
    en: 'Every program of this machine is trusted on the port; "--auth verify" asks for keys',
    es: 'En el puerto se confía en todo programa de esta máquina; "--auth verify" pide claves',
  },
  doctorInterpreter: { en: '{family}: {version}', es: '{family}: {version}' },
  doctorNoSdk: { en: '{family}: {version}, without the AWS SDK', es: '{family}: {version}, sin el SDK de AWS' },
  doctorNoInterpreter: { en: '{family}: no interpreter on this machine', es: '{family}: sin intérprete en esta máquina' },
  doctorClock: { en: 'The clock says {time}', es: 'El reloj dice {time}' },
  doctorClockWrong: { en: 'The clock says {time}, which cannot be', es: 'El reloj dice {time}, lo que no puede ser' },
} as const satisfies Record<string, Record<Language, string>>
