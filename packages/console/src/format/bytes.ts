const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** A size as people read it, in steps of 1,000: `219 B`, `1.2 kB`. */
export function formatBytes(bytes: number, language: string): string {
  const step = bytes < 1_000 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3))
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(bytes / 1_000 ** step)} ${UNITS[step]}`
}
