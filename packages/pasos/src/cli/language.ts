export type Language = 'en' | 'es'

let asked: Language | undefined

/**
 * Takes `--lang en|es`, which every command knows, out of the arguments. Another value is left for the command to refuse.
 * @returns the arguments without it; from now on `terminalLanguage` answers what was asked for
 */
export function takeLanguage(args: readonly string[]): string[] {
  const at = args.findIndex(arg => arg === '--lang' || arg.startsWith('--lang='))
  const isApart = args[at] === '--lang'
  const value = isApart ? args[at + 1] : args[at]?.slice('--lang='.length)
  asked = value === 'en' || value === 'es' ? value : undefined
  return asked === undefined ? [...args] : args.filter((_, index) => index !== at && !(isApart && index === at + 1))
}

/**
 * The language that was asked for, else that of the terminal, from the variables that POSIX programs read, in their order. English unless
 * Spanish is asked for.
 */
export function terminalLanguage(environment: Record<string, string | undefined> = process.env): Language {
  if (asked !== undefined && environment === process.env) return asked
  const locale = environment['LC_ALL'] || environment['LC_MESSAGES'] || environment['LANG'] || ''
  return /^es([_.-]|$)/i.test(locale) ? 'es' : 'en'
}
