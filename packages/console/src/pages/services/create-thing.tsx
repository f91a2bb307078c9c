import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { PARAMETER_TYPES, type ParameterType } from '../../api/ssm.ts'
import Confirm from '../../components/confirm.tsx'
import { Problem } from '../../components/problem.tsx'
import { type Creation, type Kind, RESOURCES } from './kinds.ts'

/** Asks for what a new thing of this kind needs, and makes it. */
export default function CreateThing({ kind, creation, onClose }: { kind: Kind; creation: Creation; onClose: () => void }) {
  const { t } = useTranslation('services')
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [value, setValue] = useState('')
  const [type, setType] = useState<ParameterType>('String')
  const creating = useMutation({
    mutationFn: () => creation.make({ name: name.trim(), value, type }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: [kind] })
      onClose()
    },
  })
  return (
    <Confirm
      title={t(`create.${kind as 'queues'}`)}
      verb={t('create.verb')}
      isBusy={creating.isPending}
      isDisabled={name.trim() === '' || (creation.hasValue === true && value === '')}
      onConfirm={() => creating.mutate()}
      onClose={onClose}
    >
      {creating.error && <Problem error={creating.error} />}
      <label className="field">
        <span>{t(kind === 'keys' ? 'purpose' : 'create.name')}</span>
        <input className="field-text" value={name} onChange={event => setName(event.target.value)} />
        {RESOURCES[kind].example && <span className="field-hint">{t('create.example', { name: RESOURCES[kind].example })}</span>}
      </label>
      {creation.hasType && (
        <label className="field">
          <span>{t('parameter.type')}</span>
          <select className="plain-select" value={type} onChange={event => setType(event.target.value as ParameterType)}>
            {PARAMETER_TYPES.map(each => (
              <option key={each} value={each}>
                {t(`parameter.types.${each}`)}
              </option>
            ))}
          </select>
        </label>
      )}
      {creation.hasValue && (
        <label className="field">
          <span>{t('hidden.value')}</span>
          <textarea className="field-text mono" rows={4} value={value} onChange={event => setValue(event.target.value)} />
        </label>
      )}
    </Confirm>
  )
}
