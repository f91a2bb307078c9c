const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** Milliseconds as a person says them: `340 ms`, `12.4 s`, `3 min 05 s`, `2 h 10 min`, `4 d 3 h`; the units are alike in all our languages. */
export function formatDuration(milliseconds: number, language: string): string {
  const ms = Math.max(0, Math.round(milliseconds))
  if (ms < SECOND) return `${ms} ms`
  if (ms < MINUTE) return `${tenths(language).format(Math.floor(ms / 100) / 10)} s`
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min ${twoDigits(Math.floor((ms % MINUTE) / SECOND))} s`
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h${rest(twoDigits(Math.floor((ms % HOUR) / MINUTE)), 'min')}`
  return `${Math.floor(ms / DAY)} d${rest(String(Math.floor((ms % DAY) / HOUR)), 'h')}`
}

/** How long something took: that it took no time is never so, only less than can be measured. */
export function formatLasting(milliseconds: number, language: string): string {
  return Math.round(milliseconds) > 0 ? formatDuration(milliseconds, language) : '< 1 ms'
}

/** Kept, for a form takes long to be made. */
const made = new Map<string, Intl.NumberFormat>()

function tenths(language: string): Intl.NumberFormat {
  const format = made.get(language) ?? new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 })
  made.set(language, format)
  return format
}

/** Nothing of the smaller unit is left out: a day is `1 d`. */
function rest(value: string, unit: string): string {
  return Number(value) === 0 ? '' : ` ${value} ${unit}`
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0')
}
