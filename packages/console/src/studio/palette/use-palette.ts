import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { listTables } from '../../api/dynamodb.ts'
import { listFunctions } from '../../api/lambda.ts'
import { listTopics } from '../../api/sns.ts'
import { listQueues } from '../../api/sqs.ts'
import { listMachines } from '../../api/step-functions.ts'
import type { Language } from '../sample/known-data.ts'
import { actionItems, flowItems, functionItems, type OwnThings, ownItems, type PaletteItem, patternItems } from './palette-items.ts'

const NOTHING: OwnThings = { queues: [], topicArns: [], tableNames: [], machines: [] }

/** Everything that can be put into a draft: flow states, what there is on this server, patterns, and every integration. */
export function usePalette(language: Language): PaletteItem[] {
  const { t } = useTranslation('studio')
  const functions = useQuery({ queryKey: ['functions'], queryFn: listFunctions })
  const own = useQuery({ queryKey: ['own things'], queryFn: ownThings })
  return useMemo(
    () => [
      ...flowItems(t('flow', { returnObjects: true })),
      ...functionItems(functions.data ?? []),
      ...ownItems(own.data ?? NOTHING, language),
      ...patternItems(t('patterns', { returnObjects: true }), language),
      ...actionItems(language),
    ],
    [t, functions.data, own.data, language],
  )
}

/** A service that is not served, or that one may not list, has nothing to offer. */
async function ownThings(): Promise<OwnThings> {
  const orNone = <T>(list: Promise<T[]>) => list.catch((): T[] => [])
  const [queues, topicArns, tableNames, machines] = await Promise.all([
    orNone(listQueues()),
    orNone(listTopics()),
    orNone(listTables()),
    orNone(listMachines()),
  ])
  return { queues, topicArns, tableNames, machines }
}
