import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { changeSecret, deleteSecret, describeSecret, RECOVERY_DAYS, restoreSecret, secretValue } from '../../api/secrets.ts'
import Button from '../../components/button.tsx'
import { Moment } from '../../components/moment.tsx'
import { Problem } from '../../components/problem.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { Facts } from './facts.tsx'
import { HiddenValue } from './hidden-value.tsx'
import { NewValue } from './new-value.tsx'
import { Removal } from './removal.tsx'
import { ServiceHead } from './service-head.tsx'

/** One secret: hidden until one asks to see it, a new value, and its deletion, which can be taken back for some days. */
export default function SecretPage({ name }: { name: string }) {
  const { t } = useTranslation('services')
  const secret = useQuery({ queryKey: ['secret', name], queryFn: () => describeSecret(name), retry: false })
  const refresh = () => void secret.refetch()
  const restore = useMutation({ mutationFn: () => restoreSecret(name), onSuccess: refresh })
  const facts = secret.data
  const isGoing = facts?.DeletedDate !== undefined
  const at = (seconds: number | undefined) => seconds !== undefined && <Moment at={seconds * 1_000} />
  return (
    <>
      <ServiceHead
        kind="secrets"
        name={name}
        actions={
          facts &&
          (isGoing ? (
            <Button loading={restore.isPending} onClick={() => restore.mutate()}>
              {t('secret.restore')}
            </Button>
          ) : (
            <Removal
              {...{ name, verb: t('removal.verb'), text: t('secret.deleteText', { count: RECOVERY_DAYS }) }}
              remove={() => deleteSecret(name)}
              onRemoved={refresh}
            />
          ))
        }
      />
      {secret.isPending && <Waiting />}
      {secret.error && <Problem error={secret.error} retry={refresh} />}
      {restore.error && <Problem error={restore.error} />}
      {facts && (
        <>
          {isGoing && (
            <p className="service-warning" role="status">
              {t('secret.going')}
            </p>
          )}
          <Facts
            facts={[
              [t('secret.created'), at(facts.CreatedDate) || undefined],
              [t('changed'), at(facts.LastChangedDate) || undefined],
              [t('key.one'), facts.KmsKeyId],
              [t('purpose'), facts.Description],
            ]}
            arn={facts.ARN}
          />
          {!isGoing && (
            <div className="side-by-side">
              <HiddenValue key={facts.LastChangedDate} read={() => secretValue(name)} />
              <NewValue save={value => changeSecret(name, value)} onSaved={refresh} />
            </div>
          )}
        </>
      )}
    </>
  )
}
