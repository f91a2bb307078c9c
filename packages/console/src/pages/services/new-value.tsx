import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ServiceForm, TextLines } from './service-form.tsx'

/** Gives a parameter or a secret a new value, as a version of its own. */
export function NewValue({ save, onSaved }: { save: (value: string) => Promise<unknown>; onSaved: () => void }) {
  const { t } = useTranslation('services')
  const [value, setValue] = useState('')
  const saving = useMutation({
    mutationFn: () => save(value),
    onSuccess: () => {
      setValue('')
      onSaved()
    },
  })
  return (
    <ServiceForm
      title={t('hidden.change')}
      verb={t('hidden.save')}
      isBusy={saving.isPending}
      isDisabled={value === ''}
      error={saving.error}
      done={saving.isSuccess && value === '' ? t('hidden.saved') : undefined}
      onSubmit={() => saving.mutate()}
    >
      <TextLines label={t('hidden.newValue')} value={value} onChange={setValue} />
    </ServiceForm>
  )
}
