import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { deletePrincipal, type PrincipalKind } from '../../api/iam.ts'
import Button from '../../components/button.tsx'
import Confirm from '../../components/confirm.tsx'
import { Problem } from '../../components/problem.tsx'

/** Deletes a role or a user; one that still has policies or keys is kept, and the server says so. */
export function DeletePrincipal({ kind, name }: { kind: PrincipalKind; name: string }) {
  const { t } = useTranslation('pages')
  const queries = useQueryClient()
  const [, go] = useLocation()
  const [isAsking, setAsking] = useState(false)
  const remove = useMutation({
    mutationFn: () => deletePrincipal(kind, name),
    onSuccess: () => {
      const list = kind === 'Role' ? 'roles' : 'users'
      void queries.invalidateQueries({ queryKey: [list] })
      go(`/iam?tab=${list}`)
    },
  })
  return (
    <>
      <Button onClick={() => setAsking(true)}>{t('iam.delete')}</Button>
      {isAsking && (
        <Confirm
          isDestructive
          title={t('iam.deleteTitle', { name })}
          verb={t('iam.delete')}
          isBusy={remove.isPending}
          onConfirm={() => remove.mutate()}
          onClose={() => setAsking(false)}
        >
          <p>{t('iam.deleteText')}</p>
          {remove.error && <Problem error={remove.error} />}
        </Confirm>
      )}
    </>
  )
}
