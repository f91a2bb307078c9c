import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { listRoles } from '../../api/iam.ts'
import { ensureLogGroup } from '../../api/logs.ts'
import { type Machine, updateMachine } from '../../api/step-functions.ts'
import Button from '../../components/button.tsx'
import { Problem } from '../../components/problem.tsx'
import { useEdits } from '../../components/use-edits.ts'
import { rememberClone } from '../../studio/new-draft.ts'

const LEVELS = ['OFF', 'FATAL', 'ERROR', 'ALL'] as const

/** A machine's role, what it logs and whether it is traced; and a copy of it to begin another one with. */
export default function MachineSettings({ machine }: { machine: Machine }) {
  const { t } = useTranslation('pages')
  const { t: words } = useTranslation()
  const [, go] = useLocation()
  const queries = useQueryClient()
  const arn = machine.stateMachineArn ?? ''
  const known = machine.loggingConfiguration
  const { fields, edit, settle } = useEdits({
    roleArn: machine.roleArn ?? '',
    level: (known?.level ?? 'OFF') as (typeof LEVELS)[number],
    withData: known?.includeExecutionData ?? false,
    group: known?.destinations?.[0]?.cloudWatchLogsLogGroup?.logGroupArn?.split(':')[6] ?? `/aws/vendedlogs/states/${machine.name}-Logs`,
    isTraced: machine.tracingConfiguration?.enabled ?? false,
  })
  const { roleArn, level } = fields
  const roles = useQuery({ queryKey: ['roles'], queryFn: listRoles })
  const save = useMutation({
    mutationFn: async ({ roleArn, level, withData, group, isTraced }: typeof fields) => {
      if (level !== 'OFF') await ensureLogGroup(group.trim())
      const [, partition, , region, account] = arn.split(':')
      const logGroupArn = `arn:${partition}:logs:${region}:${account}:log-group:${group.trim()}:*`
      const destinations = level === 'OFF' ? [] : [{ cloudWatchLogsLogGroup: { logGroupArn } }]
      await updateMachine(arn, {
        ...(roleArn === machine.roleArn ? {} : { roleArn }),
        loggingConfiguration: { level, includeExecutionData: withData, destinations },
        tracingConfiguration: { enabled: isTraced },
      })
    },
    onSuccess: async (_, sent) => {
      await queries.invalidateQueries({ queryKey: ['machine'] })
      settle(sent)
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate(fields)
  }
  const clone = async () => {
    await rememberClone(machine.definition ?? '{}', { name: machine.name ?? '', roleArn, type: machine.type ?? 'STANDARD' })
    go('/state-machines/new')
  }
  return (
    <form className="card form-card" onSubmit={submit}>
      <label className="field">
        <span>{words('machine.role')}</span>
        <select className="plain-select" value={roleArn} onChange={event => edit({ roleArn: event.target.value })}>
          {!roles.data?.some(role => role.arn === roleArn) && <option value={roleArn}>{roleArn}</option>}
          {roles.data?.map(role => (
            <option key={role.arn} value={role.arn}>
              {role.name}
            </option>
          ))}
        </select>
      </label>
      <label className="field">
        <span>{words('machine.logging')}</span>
        <select className="plain-select" value={level} onChange={event => edit({ level: event.target.value as typeof level })}>
          {LEVELS.map(each => (
            <option key={each} value={each}>
              {each} – {t(`machine.level_${each}`)}
            </option>
          ))}
        </select>
      </label>
      {level !== 'OFF' && (
        <>
          <label className="field">
            <span>{t('machine.group')}</span>
            <span className="field-hint">{t('machine.groupHint')}</span>
            <input className="field-text mono" required value={fields.group} onChange={event => edit({ group: event.target.value })} />
          </label>
          <label className="check">
            <input type="checkbox" checked={fields.withData} onChange={event => edit({ withData: event.target.checked })} />
            <span>{t('machine.withData')}</span>
          </label>
        </>
      )}
      <label className="check">
        <input type="checkbox" checked={fields.isTraced} onChange={event => edit({ isTraced: event.target.checked })} />
        <span>{t('machine.tracing')}</span>
      </label>
      {save.error && <Problem error={save.error} />}
      <div>
        <Button variant="primary" formAction="submit" loading={save.isPending}>
          {t('function.save')}
        </Button>{' '}
        <Button variant="link" onClick={clone}>
          {t('machine.clone')}
        </Button>{' '}
        <span role="status">{save.isSuccess ? t('function.saved') : ''}</span>
      </div>
    </form>
  )
}
