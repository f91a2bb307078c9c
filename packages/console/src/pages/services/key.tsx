import { useMutation, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { DELETION_DAYS, deleteKey, describeKey, KEY_VERBS, type KeyVerb } from '../../api/kms.ts'
import Button from '../../components/button.tsx'
import { Moment } from '../../components/moment.tsx'
import { Problem } from '../../components/problem.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { Facts } from './facts.tsx'
import { Removal } from './removal.tsx'
import { ServiceHead } from './service-head.tsx'

/** One key: what it is for, the names it goes by, and whether it is in use. */
export default function KeyPage({ name }: { name: string }) {
  const { t } = useTranslation('services')
  const found = useQuery({ queryKey: ['key', name], queryFn: () => describeKey(name), retry: false })
  const refresh = () => void found.refetch()
  const change = useMutation({ mutationFn: (verb: KeyVerb) => KEY_VERBS[verb](name), onSuccess: refresh })
  const key = found.data?.key
  const isOwn = key?.KeyManager === 'CUSTOMER'
  const verb = (wanted: KeyVerb) => (
    <Button loading={change.isPending} onClick={() => change.mutate(wanted)}>
      {t(`key.${wanted}`)}
    </Button>
  )
  return (
    <>
      <ServiceHead
        kind="keys"
        name={name}
        actions={
          isOwn &&
          (key.KeyState === 'PendingDeletion' ? (
            verb('cancel')
          ) : (
            <>
              {verb(key.KeyState === 'Disabled' ? 'enable' : 'disable')}
              <Removal
                {...{ name, verb: t('removal.verb'), text: t('key.deleteText', { count: DELETION_DAYS }) }}
                remove={() => deleteKey(name)}
                onRemoved={refresh}
              />
            </>
          ))
        }
      />
      {found.isPending && <Waiting />}
      {found.error && <Problem error={found.error} retry={refresh} />}
      {change.error && <Problem error={change.error} />}
      {key && (
        <Facts
          facts={[
            [t('key.state'), t(`key.states.${key.KeyState as 'Enabled'}`, { defaultValue: key.KeyState })],
            [t('key.aliases'), found.data?.aliases.join(', ')],
            [t('key.usage'), `${key.KeyUsage} · ${key.KeySpec}`],
            [t('key.manager'), t(isOwn ? 'key.own' : 'key.managed')],
            [t('secret.created'), <Moment key="at" at={key.CreationDate * 1_000} />],
            [t('key.goes'), key.DeletionDate === undefined ? undefined : <Moment key="goes" at={key.DeletionDate * 1_000} />],
            [t('purpose'), key.Description],
          ]}
          arn={key.Arn}
        />
      )}
    </>
  )
}
