import type { RunWords } from '@pasos/graph/view'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Lasting } from '../components/moment.tsx'

/** What the graph says of a run, in the console's language. */
export function useRunWords(): RunWords {
  const { t } = useTranslation()
  return useMemo(
    () => ({
      status: status => t(`status.${status}`),
      retries: count => t('graph.retries', { count }),
      kept: t('rerun.kept'),
      lasting: (from, until) => <Lasting from={from} until={until} />,
    }),
    [t],
  )
}
