import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { leastPrivilege, putInlinePolicy } from '../../api/iam.ts'
import Button from '../../components/button.tsx'
import Confirm from '../../components/confirm.tsx'
import { JsonText } from '../../components/json-text.tsx'
import { Problem } from '../../components/problem.tsx'
import { Waiting } from '../../components/waiting.tsx'

/** What the role's policy of the least is called. */
const POLICY = 'LeastPrivilege'

/** Makes the least that a machine's role must be allowed, shows it and gives it to the role. */
export default function LeastRole({ machineArn }: { machineArn: string }) {
  const { t } = useTranslation('pages')
  const queries = useQueryClient()
  const [isOpen, setOpen] = useState(false)
  const least = useQuery({ queryKey: ['leastPrivilege', machineArn], queryFn: () => leastPrivilege(machineArn), enabled: isOpen })
  const role = least.data?.roleArn.split('/').at(-1) ?? ''
  const apply = useMutation({
    mutationFn: () => putInlinePolicy('Role', role, POLICY, JSON.stringify(least.data!.policy)),
    onSuccess: () => {
      setOpen(false)
      return queries.invalidateQueries({ queryKey: ['permissions'] })
    },
  })
  const gaps = [
    ...(least.data?.open.map(gap => t('iam.leastOpen', { ...gap, states: gap.states.join(', ') })) ?? []),
    ...(least.data?.denied.map(one => t('iam.leastDenied', { ...one })) ?? []),
  ]
  return (
    <div className="toolbar">
      <Button onClick={() => setOpen(true)}>{t('iam.least')}</Button>
      {isOpen && (
        <Confirm
          title={t('iam.leastTitle')}
          verb={t('iam.leastApply')}
          isBusy={apply.isPending}
          isDisabled={least.data === undefined}
          onConfirm={() => apply.mutate()}
          onClose={() => setOpen(false)}
        >
          {least.error && <Problem error={least.error} retry={() => void least.refetch()} />}
          {apply.error && <Problem error={apply.error} />}
          {least.isPending && <Waiting />}
          {least.data && (
            <>
              <p>{t('iam.leastLead', { policy: POLICY, role })}</p>
              <JsonText text={JSON.stringify(least.data.policy)} label={POLICY} />
              <ul className="quiet">
                {gaps.map(gap => (
                  <li key={gap}>{gap}</li>
                ))}
              </ul>
            </>
          )}
        </Confirm>
      )}
    </div>
  )
}
