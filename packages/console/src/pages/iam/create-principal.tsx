import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { createPolicy, createRole, createUser } from '../../api/iam.ts'
import Confirm from '../../components/confirm.tsx'
import { Problem } from '../../components/problem.tsx'
import { prettyJson } from '../../format/json-object.ts'
import { DocumentDialog } from './document-dialog.tsx'
import { principalPath } from './principal-path.ts'

const TRUST = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' }, Action: 'sts:AssumeRole' }],
})
const POLICY = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: '*' }],
})

export type NewIdentity = 'Role' | 'User' | 'Policy'

/** Makes a role, with who may become it, a user or a managed policy. */
export function CreatePrincipal({ kind, onClose }: { kind: NewIdentity; onClose: () => void }) {
  const { t } = useTranslation('pages')
  const queries = useQueryClient()
  const [, go] = useLocation()
  const title = t(`iam.create${kind}`)
  const done = (name: string) => {
    onClose()
    void queries.invalidateQueries({ queryKey: [kind === 'Role' ? 'roles' : kind === 'User' ? 'users' : 'policies'] })
    if (kind !== 'Policy') go(principalPath(kind, name))
  }
  if (kind === 'User') return <CreateUser title={title} onClose={onClose} onDone={done} />
  return (
    <DocumentDialog
      title={title}
      document={prettyJson(kind === 'Role' ? TRUST : POLICY)}
      name=""
      nameLabel={t('iam.name')}
      documentLabel={t(kind === 'Role' ? 'iam.trust' : 'iam.document')}
      save={async (document, name) => {
        await (kind === 'Role' ? createRole(name, document) : createPolicy(name, document))
        done(name)
      }}
      onClose={onClose}
      onDone={() => {}}
    />
  )
}

function CreateUser({ title, onClose, onDone }: { title: string; onClose: () => void; onDone: (name: string) => void }) {
  const { t } = useTranslation('pages')
  const [name, setName] = useState('')
  const create = useMutation({ mutationFn: () => createUser(name.trim()), onSuccess: () => onDone(name.trim()) })
  return (
    <Confirm
      title={title}
      verb={t('iam.create')}
      isBusy={create.isPending}
      isDisabled={name.trim() === ''}
      onConfirm={() => create.mutate()}
      onClose={onClose}
    >
      {create.error && <Problem error={create.error} />}
      <label className="field">
        <span>{t('iam.name')}</span>
        <input className="field-text" value={name} maxLength={64} onChange={event => setName(event.target.value)} />
      </label>
    </Confirm>
  )
}
