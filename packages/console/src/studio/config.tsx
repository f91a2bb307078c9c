import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listRoles } from '../api/iam.ts'
import Button from '../components/button.tsx'
import { Problem } from '../components/problem.tsx'
import { MachineForm } from './inspector/field-form.tsx'
import { NewRole } from './new-role.tsx'
import type { Draft } from './use-draft.ts'

/** What belongs to the machine and not to one of its states. */
export function Config({ draft, isNew, nameProblem }: { draft: Draft; isNew: boolean; nameProblem: string | undefined }) {
  const { t } = useTranslation('studio')
  const { settings, setSettings } = draft
  const roles = useQuery({ queryKey: ['roles'], queryFn: listRoles })
  const set = (changes: Partial<typeof settings>) => setSettings({ ...settings, ...changes })
  const [isMaking, setMaking] = useState(false)
  const isListed = roles.data?.some(role => role.arn === settings.roleArn) ?? false
  return (
    <div className="card studio-config">
      <label className="field">
        <span>{t('settings.name')}</span>
        <input
          className="field-text"
          value={settings.name}
          readOnly={!isNew}
          maxLength={80}
          aria-invalid={nameProblem !== undefined}
          onChange={event => set({ name: event.target.value })}
        />
        {isNew && <span className={`studio-help ${nameProblem ? 'ink-failed' : ''}`}>{nameProblem ?? t('settings.nameHint')}</span>}
      </label>
      <label className="field">
        <span>{t('settings.role')}</span>
        <select className="plain-select" value={settings.roleArn} onChange={event => set({ roleArn: event.target.value })}>
          {!isListed && <option value={settings.roleArn}>{settings.roleArn || t('inspector.unset')}</option>}
          {roles.data?.map(role => (
            <option key={role.arn} value={role.arn}>
              {role.name}
            </option>
          ))}
        </select>
        <span className="studio-help">{t('settings.roleHint')}</span>
      </label>
      <div className="field">
        <Button onClick={() => setMaking(true)}>{t('role.verb')}</Button>
      </div>
      {isMaking && <NewRole draft={draft} names={roles.data?.map(role => role.name) ?? []} onClose={() => setMaking(false)} />}
      {roles.error && <Problem error={roles.error} retry={() => void roles.refetch()} />}
      <fieldset className="studio-types" disabled={!isNew}>
        <legend>{t('settings.type')}</legend>
        {(['STANDARD', 'EXPRESS'] as const).map(type => (
          <label key={type} className="check">
            <input type="radio" name="machine-type" checked={settings.type === type} onChange={() => set({ type })} />
            {t(type === 'STANDARD' ? 'settings.standard' : 'settings.express')}
          </label>
        ))}
      </fieldset>
      <MachineForm draft={draft} />
    </div>
  )
}
