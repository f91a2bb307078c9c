import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { isMissing } from '../api/aws-json.ts'
import { type PrincipalKind, trustPolicy, updateTrustPolicy } from '../api/iam.ts'
import { useTitle } from '../app/use-title.ts'
import Button from '../components/button.tsx'
import { JsonText } from '../components/json-text.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Problem } from '../components/problem.tsx'
import { prettyJson } from '../format/json-object.ts'
import { AccessKeys, accessKeysQuery } from './iam/access-keys.tsx'
import { DeletePrincipal } from './iam/delete-principal.tsx'
import { DocumentDialog } from './iam/document-dialog.tsx'
import './iam/iam.css'
import { PolicyList } from './iam/policy-list.tsx'

const trustQuery = (name: string) => ({ queryKey: ['trust', name], queryFn: () => trustPolicy(name) })

/** A role or a user: who may become it, or what keys it has, and what it is allowed. */
export default function Principal({ kind, name }: { kind: PrincipalKind; name: string }) {
  const { t } = useTranslation('pages')
  useTitle(name)
  const { error, refetch } = useQuery<unknown>(kind === 'Role' ? trustQuery(name) : accessKeysQuery(name))
  const isGone = isMissing(error)
  return (
    <>
      <PageHead
        trail={[{ text: t('iam.title'), href: `/iam?tab=${kind === 'Role' ? 'roles' : 'users'}` }]}
        title={name}
        description={t(kind === 'Role' ? 'iam.role' : 'iam.user')}
        actions={
          !isGone && (
            <>
              <Link href="/iam?tab=simulate" className="button button-link">
                {t('iam.simulate')}
              </Link>
              <DeletePrincipal kind={kind} name={name} />
            </>
          )
        }
      />
      {isGone ? (
        <Problem error={error} retry={() => void refetch()} />
      ) : (
        <>
          {kind === 'Role' ? <Trust name={name} /> : <AccessKeys name={name} />}
          <PolicyList kind={kind} name={name} />
        </>
      )}
    </>
  )
}

function Trust({ name }: { name: string }) {
  const { t } = useTranslation('pages')
  const queries = useQueryClient()
  const [isEditing, setEditing] = useState(false)
  const trust = useQuery(trustQuery(name))
  if (trust.error) return <Problem error={trust.error} retry={() => void trust.refetch()} />
  return (
    <section className="card policy-card">
      <div className="card-head">
        <h2>{t('iam.trust')}</h2>
        <Button iconName="edit" disabled={trust.data === undefined} onClick={() => setEditing(true)}>
          {t('iam.edit')}
        </Button>
      </div>
      <p className="quiet">{t('iam.trustLead')}</p>
      <JsonText text={trust.data} label={t('iam.trust')} />
      {isEditing && trust.data !== undefined && (
        <DocumentDialog
          title={t('iam.trust')}
          document={prettyJson(trust.data)}
          name={undefined}
          save={document => updateTrustPolicy(name, document)}
          onClose={() => setEditing(false)}
          onDone={() => {
            setEditing(false)
            void queries.invalidateQueries({ queryKey: ['trust', name] })
          }}
        />
      )}
    </section>
  )
}
