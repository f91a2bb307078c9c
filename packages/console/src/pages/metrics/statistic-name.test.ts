import i18next from 'i18next'
import { expect, it } from 'vitest'
import { pages as english } from '../../language/en/pages.ts'
import { pages as spanish } from '../../language/es/pages.ts'
import { STATISTICS } from './chart-window.ts'
import { statisticName } from './statistic-name.ts'

it('calls each statistic by a word of the language, and others as CloudWatch does', async () => {
  const words = i18next.createInstance()
  await words.init({ lng: 'es', resources: { es: { pages: spanish }, en: { pages: english } } })
  const names = (language: string) => STATISTICS.map(each => statisticName(words.getFixedT(language, 'pages'), each))
  expect(names('es').filter(name => names('en').includes(name))).toEqual([])
  expect(statisticName(words.getFixedT('es', 'pages'), 'Sum')).toBe('Suma')
  expect(statisticName(words.getFixedT('es', 'pages'), 'p95')).toBe('Percentil 95 (p95)')
  expect(statisticName(words.getFixedT('es', 'pages'), 'tm90')).toBe('tm90')
})
