import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { listRoles } from '../../api/iam.ts'
import { ensureLogGroup } from '../../api/logs.ts'
import { type Machine, updateMachine } from '../../api/step-functions.ts'
import Button from '../../components/button.tsx'
import { Problem } from '../../components/problem.tsx'
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
  const [roleArn, setRoleArn] = useState(machine.roleArn ?? '')
  const [level, setLevel] = useState<string>(known?.level ?? 'OFF')
  const [withData, setWithData] = useState(known?.includeExecutionData ?? false)
  const [group, setGroup] = useState(
    known?.destinations?.[0]?.cloudWatchLogsLogGroup?.logGroupArn?.split(':')[6] ?? `/aws/vendedlogs/states/${machine.name}-Logs`,
  )
  const [isTraced, setTraced] = useState(machine.tracingConfiguration?.enabled ?? false)
  const roles = useQuery({ queryKey: ['roles'], queryFn: listRoles })
  const save = useMutation({
    mutationFn: async () => {
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
    onSuccess: () => queries.invalidateQueries({ queryKey: ['machine'] }),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  const clone = async () => {
    await rememberClone(machine.definition ?? '{}', { name: machine.name ?? '', roleArn, type: machine.type ?? 'STANDARD' })
    go('/state-machines/new')
  }
  return (
    <form className="card form-card" onSubmit={submit}>
      <label className="field">
        <span>{words('machine.role')}</span>
        <select className="plain-select" value={roleArn} onChange={event => setRoleArn(event.target.value)}>
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
        <select className="plain-select" value={level} onChange={event => setLevel(event.target.value)}>
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
            <input className="field-text mono" required value={group} onChange={event => setGroup(event.target.value)} />
          </label>
          <label className="check">
            <input type="checkbox" checked={withData} onChange={event => setWithData(event.target.checked)} />
            <span>{t('machine.withData')}</span>
          </label>
        </>
      )}
      <label className="check">
        <input type="checkbox" checked={isTraced} onChange={event => setTraced(event.target.checked)} />
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
