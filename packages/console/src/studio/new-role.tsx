import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createRole, leastPrivilegeOfDraft, listRoles, putInlinePolicy } from '../api/iam.ts'
import Confirm from '../components/confirm.tsx'
import { JsonText } from '../components/json-text.tsx'
import { Problem } from '../components/problem.tsx'
import { Waiting } from '../components/waiting.tsx'
import type { Draft } from './use-draft.ts'

/** What the role's one policy is called. */
const POLICY = 'LeastPrivilege'

/** Shows the least that the draft's role must be allowed; makes a role of it, and the draft's. */
export function NewRole({ draft, names, onClose }: { draft: Draft; names: readonly string[]; onClose: () => void }) {
  const { t } = useTranslation('studio')
  const queries = useQueryClient()
  const { text, settings, setSettings } = draft
  const [name, setName] = useState(() => freeName(`${settings.name.slice(0, 55)}-role`, names))
  const [logs, setLogs] = useState(false)
  const least = useQuery({
    queryKey: ['leastPrivilegeOfDraft', settings.name, text, logs],
    queryFn: () => leastPrivilegeOfDraft({ name: settings.name, definition: text, logs }),
  })
  const make = useMutation({
    mutationFn: async ({ trustPolicy, policy }: NonNullable<typeof least.data>) => {
      // A former try may have come as far as the role.
      const isThere = make.isError && (await listRoles()).some(role => role.name === name)
      if (!isThere) await createRole(name, JSON.stringify(trustPolicy))
      if (policy.Statement.length > 0) await putInlinePolicy('Role', name, POLICY, JSON.stringify(policy))
      return (await listRoles()).find(role => role.name === name)?.arn
    },
    onSuccess: async roleArn => {
      await queries.invalidateQueries({ queryKey: ['roles'] })
      if (roleArn !== undefined) setSettings({ ...settings, roleArn })
      onClose()
    },
  })
  return (
    <Confirm
      title={t('role.title')}
      verb={t('role.apply')}
      isBusy={make.isPending}
      isDisabled={least.data === undefined || !/^[\w+=,.@-]{1,64}$/.test(name) || names.includes(name)}
      onConfirm={() => least.data && make.mutate(least.data)}
      onClose={onClose}
    >
      {least.error && <Problem error={least.error} retry={() => void least.refetch()} />}
      {make.error && <Problem error={make.error} />}
      <label className="field">
        <span>{t('role.name')}</span>
        <input className="field-text" value={name} maxLength={64} onChange={event => setName(event.target.value)} />
      </label>
      <label className="check">
        <input type="checkbox" checked={logs} onChange={event => setLogs(event.target.checked)} />
        {t('role.logs')}
      </label>
      {least.isPending && <Waiting />}
      {least.data && (
        <>
          <h3>{t('role.policy')}</h3>
          {least.data.policy.Statement.length === 0 ? (
            <p>{t('role.nothing')}</p>
          ) : (
            <JsonText text={JSON.stringify(least.data.policy)} label={t('role.policy')} />
          )}
          <ul className="quiet">
            {least.data.open.map(gap => (
              <li key={`${gap.action} ${gap.resource}`}>{t('role.open', { ...gap, states: gap.states.join(', ') })}</li>
            ))}
          </ul>
          <h3>{t('role.trust')}</h3>
          <JsonText text={JSON.stringify(least.data.trustPolicy)} label={t('role.trust')} />
        </>
      )}
    </Confirm>
  )
}

function freeName(base: string, names: readonly string[]): string {
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`
    if (!names.includes(name)) return name
  }
}
