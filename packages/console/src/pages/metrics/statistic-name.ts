import type { TFunction } from 'i18next'
import { STATISTICS } from './chart-window.ts'

/** What a statistic is called; CloudWatch's own word for one that charts do not offer, such as `p99.9` or `tm90`. */
export function statisticName(t: TFunction<'pages'>, statistic: string): string {
  const known = STATISTICS.find(each => each === statistic)
  return known ? t(`metrics.stat.${known}`) : statistic
}
