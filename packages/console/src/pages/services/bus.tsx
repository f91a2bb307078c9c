import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listRules, listTargets, putEvent, type Rule, switchRule } from '../../api/events.ts'
import { Empty } from '../../components/empty.tsx'
import { JsonText } from '../../components/json-text.tsx'
import { Problem } from '../../components/problem.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { findJsonFault } from '../../format/json-fault.ts'
import { ServiceForm, TextLine, TextLines } from './service-form.tsx'
import { ServiceHead } from './service-head.tsx'

/** One event bus: its rules with their targets, and an event to put on it. */
export default function BusPage({ name }: { name: string }) {
  const { t } = useTranslation('services')
  const rules = useQuery({ queryKey: ['rules', name], queryFn: () => listRules(name) })
  return (
    <>
      <ServiceHead kind="buses" name={name} />
      <div className="side-by-side">
        <section className="card">
          <h2>{t('bus.rules')}</h2>
          {rules.isPending && <Waiting />}
          {rules.error && <Problem error={rules.error} retry={() => void rules.refetch()} />}
          {rules.data?.length === 0 && <Empty text={t('bus.noRules')} />}
          <ul>
            {rules.data?.map(rule => (
              <RuleRow key={rule.Arn} bus={name} rule={rule} />
            ))}
          </ul>
        </section>
        <PutEvent bus={name} />
      </div>
    </>
  )
}

function RuleRow({ bus, rule }: { bus: string; rule: Rule }) {
  const { t } = useTranslation('services')
  const queries = useQueryClient()
  const targets = useQuery({ queryKey: ['targets', bus, rule.Name], queryFn: () => listTargets(bus, rule.Name) })
  const toggle = useMutation({
    mutationFn: (isOn: boolean) => switchRule(bus, rule.Name, isOn),
    onSettled: () => queries.invalidateQueries({ queryKey: ['rules', bus] }),
  })
  const failed = toggle.error ?? targets.error
  return (
    <li className="rule">
      <div className="rule-head">
        <strong className="mono">{rule.Name}</strong>
        {rule.ManagedBy ? (
          <span className="quiet">{t('bus.managed', { by: rule.ManagedBy })}</span>
        ) : (
          <label className="check">
            <input
              type="checkbox"
              aria-label={t('bus.enabledNamed', { name: rule.Name })}
              checked={rule.State !== 'DISABLED'}
              disabled={toggle.isPending}
              onChange={event => toggle.mutate(event.target.checked)}
            />
            {t('bus.enabled')}
          </label>
        )}
      </div>
      {rule.Description && <p className="quiet">{rule.Description}</p>}
      {rule.ScheduleExpression && <code>{rule.ScheduleExpression}</code>}
      {rule.EventPattern && <JsonText text={rule.EventPattern} label={rule.Name} />}
      {failed && <Problem error={failed} />}
      <h3>{t('bus.targets')}</h3>
      {targets.data?.length === 0 && <p className="quiet">{t('bus.noTargets')}</p>}
      <ul>
        {targets.data?.map(target => (
          <li key={target.Id} className="mono">
            {target.Arn}
          </li>
        ))}
      </ul>
    </li>
  )
}

function PutEvent({ bus }: { bus: string }) {
  const { t } = useTranslation('services')
  const { t: common } = useTranslation()
  const [source, setSource] = useState('')
  const [type, setType] = useState('')
  const [detail, setDetail] = useState('{}')
  const put = useMutation({ mutationFn: () => putEvent(bus, { source, type, detail }) })
  const fault = findJsonFault(detail)
  return (
    <ServiceForm
      title={t('bus.put')}
      verb={t('bus.putVerb')}
      isBusy={put.isPending}
      isDisabled={source === '' || type === '' || fault !== undefined}
      error={put.error}
      done={put.isSuccess ? t('bus.wasPut') : undefined}
      onSubmit={() => put.mutate()}
    >
      <TextLine label={t('bus.source')} value={source} onChange={setSource} />
      <TextLine label={t('bus.type')} value={type} onChange={setType} />
      <TextLines label={t('bus.detail')} value={detail} onChange={setDetail} />
      {fault && (
        <p className="ink-failed">{common(`jsonFault.${fault.kind}`, { line: fault.line, column: fault.column, found: fault.found })}</p>
      )}
    </ServiceForm>
  )
}
