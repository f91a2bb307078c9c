import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { listProviders, type Provider } from '../../api/iam-providers.ts'
import { Empty } from '../../components/empty.tsx'
import { Moment } from '../../components/moment.tsx'
import { Problem } from '../../components/problem.tsx'
import { Waiting } from '../../components/waiting.tsx'

/** Whose tokens and assertions are taken for roles: providers of OpenID Connect and of SAML. */
export function Providers() {
  const { t } = useTranslation('pages')
  const found = useQuery({ queryKey: ['providers'], queryFn: listProviders })
  if (found.error) return <Problem error={found.error} retry={() => void found.refetch()} />
  if (!found.data) return <Waiting />
  if (found.data.length === 0)
    return <Empty text={t('iam.noProvider')} command="aws iam create-open-id-connect-provider --url https://… --client-id-list …" />
  return (
    <section className="card">
      {found.data.map(provider => (
        <OneProvider key={provider.arn} {...provider} />
      ))}
    </section>
  )
}

function OneProvider({ arn, name, kind, clients, created, validUntil }: Provider) {
  const { t } = useTranslation('pages')
  return (
    <details className="policy">
      <summary>
        <strong>{name}</strong> <span className="quiet">{kind === 'oidc' ? 'OpenID Connect' : 'SAML 2.0'}</span>
      </summary>
      <p className="mono quiet">{arn}</p>
      <dl className="pairs">
        {clients.length > 0 && (
          <div>
            <dt>{t('iam.clients')}</dt>
            <dd>{clients.join(', ')}</dd>
          </div>
        )}
        {created && (
          <div>
            <dt>{t('iam.created')}</dt>
            <dd>
              <Moment at={created} />
            </dd>
          </div>
        )}
        {validUntil && (
          <div>
            <dt>{t('iam.validUntil')}</dt>
            <dd>
              <Moment at={validUntil} />
            </dd>
          </div>
        )}
      </dl>
    </details>
  )
}
