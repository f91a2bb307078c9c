import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import Button from '../../components/button.tsx'
import Confirm from '../../components/confirm.tsx'
import { Problem } from '../../components/problem.tsx'

interface Props {
  name: string
  verb: string
  text: string
  remove: () => Promise<unknown>
  onRemoved: () => void
}

/** A button that deletes, once one has said that it is meant. */
export function Removal({ name, verb, text, remove, onRemoved }: Props) {
  const { t } = useTranslation('services')
  const queries = useQueryClient()
  const [isAsking, setAsking] = useState(false)
  const removing = useMutation({
    mutationFn: remove,
    onSuccess: async () => {
      setAsking(false)
      onRemoved()
      await queries.invalidateQueries()
    },
  })
  return (
    <>
      <Button onClick={() => setAsking(true)}>{verb}</Button>
      {isAsking && (
        <Confirm
          isDestructive
          title={t('removal.title', { name })}
          verb={verb}
          isBusy={removing.isPending}
          onConfirm={() => removing.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{text}</p>
          {removing.error && <Problem error={removing.error} />}
        </Confirm>
      )}
    </>
  )
}
