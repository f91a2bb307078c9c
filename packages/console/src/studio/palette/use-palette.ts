import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useOwn } from '../inspector/use-own.ts'
import type { Language } from '../sample/known-data.ts'
import { actionItems, flowItems, functionItems, ownItems, type PaletteItem, patternItems } from './palette-items.ts'

/** Everything that can be put into a draft: flow states, what there is on this server, patterns, and every integration. */
export function usePalette(language: Language): PaletteItem[] {
  const { t } = useTranslation('studio')
  const functions = useOwn('function')
  const queue = useOwn('queue')
  const topic = useOwn('topic')
  const table = useOwn('table')
  const machine = useOwn('machine')
  return useMemo(
    () => [
      ...flowItems(t('flow', { returnObjects: true })),
      ...functionItems(functions),
      ...ownItems({ queue, topic, table, machine }, language),
      ...patternItems(t('patterns', { returnObjects: true }), language),
      ...actionItems(language),
    ],
    [t, functions, queue, topic, table, machine, language],
  )
}
