import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CheckQuestion } from './check.worker.ts'
import { checkInWorker } from './check-in-worker.ts'
import type { Remark } from './json-editor.tsx'

/** What is published and what runs: nothing is filled in any more. */
const AS_IT_STANDS: CheckQuestion['options'] = {}

/**
 * What asl's checker says of a definition, found in a worker while somebody types. `undefined` text: nothing to check. `options` must be
 * the same object while it says the same.
 */
export function useFindings(definition: string | undefined, language: string, options = AS_IT_STANDS): Remark[] {
  const { t } = useTranslation()
  const [findings, setFindings] = useState<Remark[]>([])
  useEffect(() => {
    if (definition === undefined) return setFindings([])
    let isCurrent = true
    const ask = async () => {
      const found = await checkInWorker({ definition, language: language === 'es' ? 'es' : 'en', options })
      if (isCurrent) setFindings(found ?? [{ from: 0, to: 0, severity: 'warning', message: t('check.lost') }])
    }
    const timer = setTimeout(() => void ask(), 150)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [definition, language, options, t])
  return findings
}
