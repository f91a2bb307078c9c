import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { findExecutions } from '../../api/executions.ts'
import { usePreferences } from '../../app/preferences.ts'
import Confirm from '../../components/confirm.tsx'
import { momentFormat } from '../../components/moment.tsx'
import { Problem } from '../../components/problem.tsx'
import { shownStatus } from '../../components/status-word.tsx'
import { executionPath } from '../../format/arn.ts'

/** Asks which execution to set beside this one: a recent one of the same state machine, or any by its ARN. */
export default function CompareDialog(props: {
  executionArn: string
  machineArn: string
  suggested?: string | undefined
  onClose: () => void
}) {
  const { executionArn, machineArn, suggested, onClose } = props
  const { t, i18n } = useTranslation('pages')
  const { t: words } = useTranslation()
  const [, go] = useLocation()
  const [chosen, setChosen] = useState(suggested)
  const [arn, setArn] = useState('')
  const recent = useQuery({
    queryKey: ['executions', machineArn, 'toCompare'],
    queryFn: async () =>
      (await findExecutions({ machine: machineArn, limit: 100 })).records.filter(each => each.executionArn !== executionArn),
  })
  const other = arn.trim() || chosen || recent.data?.[0]?.executionArn
  const time = momentFormat(i18n.language, usePreferences().zone)
  return (
    <Confirm
      title={t('compare.title')}
      verb={t('compare.go')}
      isDisabled={other === undefined}
      onConfirm={() => go(`${executionPath(executionArn)}/compare/${executionPath(other!).slice('/executions/'.length)}`)}
      onClose={onClose}
    >
      {recent.error && <Problem error={recent.error} />}
      <label className="field">
        <span>{t('compare.choose')}</span>
        <select
          className="plain-select"
          value={chosen ?? recent.data?.[0]?.executionArn ?? ''}
          onChange={event => setChosen(event.target.value)}
        >
          {suggested !== undefined && !recent.data?.some(each => each.executionArn === suggested) && (
            <option value={suggested}>{suggested.split(':').at(-1)}</option>
          )}
          {recent.data?.map(each => (
            <option key={each.executionArn} value={each.executionArn}>
              {time.format(each.startDate)} · {words(`status.${shownStatus(each.status)}`)} · {each.name}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>{t('compare.other')}</span>
        <input className="field-text mono" value={arn} placeholder="arn:aws:states:…" onChange={event => setArn(event.target.value)} />
      </label>
    </Confirm>
  )
}
