import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { createAccessKey, deleteAccessKey, listAccessKeys, type NewKey, switchAccessKey } from '../../api/iam.ts'
import Button from '../../components/button.tsx'
import Confirm from '../../components/confirm.tsx'
import { CopyButton } from '../../components/copy-button.tsx'
import { Empty } from '../../components/empty.tsx'
import Modal from '../../components/modal.tsx'
import { Moment } from '../../components/moment.tsx'
import { Problem } from '../../components/problem.tsx'

export const accessKeysQuery = (name: string) => ({ queryKey: ['accessKeys', name], queryFn: () => listAccessKeys(name) })

/** A user's access keys: made, switched off and on, and deleted. A secret is shown once, when its key is made. */
export function AccessKeys({ name }: { name: string }) {
  const { t } = useTranslation('pages')
  const [made, setMade] = useState<NewKey>()
  const [doomed, setDoomed] = useState<string>()
  const keys = useQuery(accessKeysQuery(name))
  const refresh = () => void keys.refetch()
  const create = useMutation({
    mutationFn: () => createAccessKey(name),
    gcTime: 0,
    onSuccess: key => {
      setMade(key)
      refresh()
    },
  })
  const change = useMutation({
    mutationFn: ({ id, isActive }: { id: string; isActive: boolean }) => switchAccessKey(name, id, isActive ? 'Inactive' : 'Active'),
    onSuccess: refresh,
  })
  const remove = useMutation({
    mutationFn: (id: string) => deleteAccessKey(name, id),
    onSuccess: () => {
      setDoomed(undefined)
      refresh()
    },
  })
  if (keys.error) return <Problem error={keys.error} retry={refresh} />
  const failed = create.error ?? change.error
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('iam.keys')}</h2>
        <Button iconName="add-plus" loading={create.isPending} onClick={() => create.mutate()}>
          {t('iam.addKey')}
        </Button>
      </div>
      {failed && <Problem error={failed} />}
      {keys.data?.length === 0 && <Empty text={t('iam.noKey')} />}
      <ul className="plain-rows access-keys">
        {keys.data?.map(key => (
          <li key={key.id}>
            <span>
              <code>{key.id}</code>{' '}
              <span className="quiet">
                {t(key.status === 'Active' ? 'iam.active' : 'iam.inactive')} · <Moment at={new Date(key.created)} />
              </span>
            </span>
            <span>
              <Button variant="link" onClick={() => change.mutate({ id: key.id, isActive: key.status === 'Active' })}>
                {t(key.status === 'Active' ? 'iam.switchOff' : 'iam.switchOn')}
              </Button>
              <Button variant="link" iconName="close" onClick={() => setDoomed(key.id)}>
                {t('iam.delete')}
              </Button>
            </span>
          </li>
        ))}
      </ul>
      {made && <MadeKey made={made} onClose={() => setMade(undefined)} />}
      {doomed && (
        <Confirm
          isDestructive
          title={t('iam.deleteTitle', { name: doomed })}
          verb={t('iam.delete')}
          isBusy={remove.isPending}
          onConfirm={() => remove.mutate(doomed)}
          onClose={() => setDoomed(undefined)}
        >
          <p>{t('iam.deleteKeyText')}</p>
          {remove.error && <Problem error={remove.error} />}
        </Confirm>
      )}
    </section>
  )
}

function MadeKey({ made, onClose }: { made: NewKey; onClose: () => void }) {
  const { t } = useTranslation('pages')
  const { t: words } = useTranslation()
  return (
    <Modal header={t('iam.keyMade')} onDismiss={onClose}>
      <p className="tab-lead">{t('iam.keyOnce')}</p>
      <dl className="pairs pairs-wide">
        {(
          [
            ['AWS_ACCESS_KEY_ID', made.id],
            ['AWS_SECRET_ACCESS_KEY', made.secret],
          ] as const
        ).map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              <code className="mono">{value}</code> <CopyButton text={value} label={words('common.copyNamed', { name: label })} />
            </dd>
          </div>
        ))}
      </dl>
    </Modal>
  )
}
