import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { listAliases, pointAlias } from '../../api/step-functions.ts'
import { AliasForm } from '../../components/alias-form.tsx'
import { Moment } from '../../components/moment.tsx'
import { Problem } from '../../components/problem.tsx'
import { Waiting } from '../../components/waiting.tsx'

/** The names that lead to versions, and where each of them leads; a name is given to a version, or taken over to another one. */
export function MachineAliases({ arn, versions }: { arn: string; versions: readonly string[] }) {
  const { t, i18n } = useTranslation()
  const queries = useQueryClient()
  const aliases = useQuery({ queryKey: ['aliases', arn], queryFn: () => listAliases(arn) })
  const percent = new Intl.NumberFormat(i18n.language, { style: 'percent' })
  return (
    <section className="card">
      <h2>{t('versions.aliases')}</h2>
      {aliases.error && <Problem error={aliases.error} retry={() => void aliases.refetch()} />}
      {aliases.isPending && <Waiting />}
      {aliases.data?.length === 0 && <p className="quiet">{t('versions.noAliases')}</p>}
      <ul className="plain-rows">
        {aliases.data?.map(alias => (
          <li key={alias.arn}>
            <span>
              <strong>{alias.name}</strong>{' '}
              <span className="quiet">
                {alias.routes
                  .map(route => t('versions.leadsTo', { version: route.version, share: percent.format(route.weight / 100) }))
                  .join(' · ')}
              </span>
            </span>
            <span className="quiet">{alias.at && <Moment at={alias.at} />}</span>
          </li>
        ))}
      </ul>
      {versions.length > 0 && (
        <AliasForm
          className="tag-form"
          versions={versions}
          first={versions[0]}
          nameOf={version => t('versions.one', { version })}
          verb={() => t('versions.point')}
          point={(name, version) => pointAlias(arn, name, version, aliases.data ?? [])}
          onDone={() => queries.invalidateQueries({ queryKey: ['aliases', arn] })}
        />
      )}
    </section>
  )
}
