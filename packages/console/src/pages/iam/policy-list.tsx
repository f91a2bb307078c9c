import { policyAllowing } from '@pasos/asl'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type PolicyOf, type PrincipalKind, policiesOf, putInlinePolicy, removePolicy } from '../../api/iam.ts'
import Button from '../../components/button.tsx'
import Confirm from '../../components/confirm.tsx'
import { Empty } from '../../components/empty.tsx'
import { JsonText } from '../../components/json-text.tsx'
import { Problem } from '../../components/problem.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { prettyJson } from '../../format/json-object.ts'
import { DocumentDialog } from './document-dialog.tsx'

/** What a role or user is allowed: its policies, to be read, changed, added and taken away. */
export function PolicyList({ kind, name }: { kind: PrincipalKind; name: string }) {
  const { t } = useTranslation('pages')
  const queries = useQueryClient()
  const [edited, setEdited] = useState<PolicyOf>()
  const [removed, setRemoved] = useState<PolicyOf>()
  const policies = useQuery({ queryKey: ['policiesOf', kind, name], queryFn: () => policiesOf(kind, name) })
  const changed = () => queries.invalidateQueries({ queryKey: ['policiesOf', kind, name] })
  const remove = useMutation({
    mutationFn: (policy: PolicyOf) => removePolicy(kind, name, policy),
    onSuccess: () => {
      setRemoved(undefined)
      return changed()
    },
  })
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('iam.policies')}</h2>
        <Button iconName="add-plus" onClick={() => setEdited({ name: '', document: policyAllowing('lambda:InvokeFunction', '*') })}>
          {t('iam.addPolicy')}
        </Button>
      </div>
      {policies.error && <Problem error={policies.error} retry={() => void policies.refetch()} />}
      {policies.isPending && <Waiting />}
      {policies.data?.length === 0 && <Empty text={t('iam.noPolicy')} />}
      {policies.data?.map(policy => (
        <article key={policy.arn ?? policy.name} className="policy">
          <div className="policy-head">
            <h3>
              {policy.name} <span className="quiet">{t(policy.arn === undefined ? 'iam.inline' : 'iam.managed')}</span>
            </h3>
            <span>
              {policy.arn === undefined && (
                <Button variant="link" iconName="edit" onClick={() => setEdited(policy)}>
                  {t('iam.edit')}
                </Button>
              )}
              <Button variant="link" iconName="close" onClick={() => setRemoved(policy)}>
                {t(policy.arn === undefined ? 'iam.delete' : 'iam.detach')}
              </Button>
            </span>
          </div>
          <JsonText text={policy.document} label={policy.name} />
        </article>
      ))}
      {edited && (
        <DocumentDialog
          title={edited.name === '' ? t('iam.addPolicy') : edited.name}
          document={prettyJson(edited.document)}
          name={edited.name === '' ? '' : undefined}
          save={(document, newName) => putInlinePolicy(kind, name, edited.name || newName, document)}
          onClose={() => setEdited(undefined)}
          onDone={() => {
            setEdited(undefined)
            void changed()
          }}
        />
      )}
      {removed && (
        <Confirm
          isDestructive
          title={t('iam.removeTitle', { name: removed.name })}
          verb={t(removed.arn === undefined ? 'iam.delete' : 'iam.detach')}
          isBusy={remove.isPending}
          onConfirm={() => remove.mutate(removed)}
          onClose={() => setRemoved(undefined)}
        >
          <p>{t('iam.removeText', { name })}</p>
          {remove.error && <Problem error={remove.error} />}
        </Confirm>
      )}
    </section>
  )
}
