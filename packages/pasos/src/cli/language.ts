export type Language = 'en' | 'es'

/** The language of the terminal, from the variables that POSIX programs read, in their order. English unless Spanish is asked for. */
export function terminalLanguage(environment: Record<string, string | undefined> = process.env): Language {
  const locale = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || ''
  return /^es([_.-]|$)/i.test(locale) ? 'es' : 'en'
}
