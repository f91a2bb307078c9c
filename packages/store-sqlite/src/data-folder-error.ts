/** What may keep a folder from being used, each as one line for people; `{name}` is a parameter. Other languages say it by its key. */
const TEXTS = {
  inUse: '{folder} is in use by another process of Pasos.',
  unusable: '{folder} cannot be used as the data folder: {reason}. Choose another one with --data.',
  notOurs: '{folder} is not empty and not a data folder of Pasos. Choose another folder or an empty one.',
  badMarker: '{file} is not what Pasos writes there. Is this really a data folder?',
  newer: '{file} was written by a newer version of Pasos (format {found}; this version knows {known}).',
  served: '{folder} has been served before: give a new folder.',
  notEncrypted: '{folder} is not encrypted. Encrypt it with "pasos encrypt" first, or leave the key away.',
  encrypted: '{folder} is encrypted. Give its key with --encryption-key.',
  wrongKey: 'This is not the key that {folder} is encrypted with.',
  keyUnreadable: "{file} can't be read. Restore it: without it nothing that is encrypted can be.",
  keyMissing: '{file} holds no key. Restore it: without it nothing that is encrypted can be read.',
  otherVersion: 'The folder is of another version: start this one on it once, then encrypt it.',
  unconverted: 'The folder is of another version, with executions that it keeps in another form: start this one on it once, then move it.',
  noMemory: "{folder} is encrypted, so its functions' code is unpacked in memory, and there is no place for it: {reason}.",
  noRoom: '{folder} cannot be opened: {reason}. Make room on its disk and start again.',
  diskBroken: '{folder} cannot be opened: {reason}. Its disk may be full or broken.',
  readOnly: '{folder} cannot be opened: {reason}. The server must be able to write all of it.',
  damaged: '{folder} cannot be opened: {reason}. Restore a backup into another folder, or look with `pasos verify` at what is whole.',
  unopened: '{folder} cannot be opened: {reason}.',
} as const

export type FolderTrouble = keyof typeof TEXTS

/** The folder cannot be used; the message says why, in one line for people. */
export class DataFolderError extends Error {
  override readonly name = 'DataFolderError'
  readonly trouble: FolderTrouble
  readonly parameters: Readonly<Record<string, string | number>>

  constructor(trouble: FolderTrouble, parameters: Record<string, string | number> = {}, options?: ErrorOptions) {
    super(
      TEXTS[trouble].replace(/\{(\w+)\}/g, (whole, name: string) => String(parameters[name] ?? whole)),
      options,
    )
    this.trouble = trouble
    this.parameters = parameters
  }
}

const signs: readonly (readonly [RegExp, FolderTrouble])[] = [
  [/disk is full|ENOSPC|EDQUOT|EFBIG/, 'noRoom'],
  [/disk I\/O error|EIO/, 'diskBroken'],
  [/readonly|read-only|EROFS|EACCES|EPERM|unable to open/i, 'readOnly'],
  [/malformed|not a database|corrupt|damaged|JSON/i, 'damaged'],
]

/** Whatever stood in the way of opening a folder, as one line that says what and what helps. */
export function cannotOpen(folder: string, error: unknown): DataFolderError {
  if (error instanceof DataFolderError) return error
  const text = error instanceof Error ? error.message : String(error)
  const reason = (text.split('\n')[0] ?? '').replace(/\.$/, '')
  const [, trouble] = signs.find(([pattern]) => pattern.test(text)) ?? []
  return new DataFolderError(trouble ?? 'unopened', { folder, reason }, { cause: error })
}
