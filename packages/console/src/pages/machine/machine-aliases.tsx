import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listAliases, pointAlias } from '../../api/step-functions.ts'
import Button from '../../components/button.tsx'
import { Moment } from '../../components/moment.tsx'
import { Problem } from '../../components/problem.tsx'
import { Waiting } from '../../components/waiting.tsx'

/** The names that lead to versions, and where each of them leads; a name is given to a version, or taken over to another one. */
export function MachineAliases({ arn, versions }: { arn: string; versions: readonly string[] }) {
  const { t, i18n } = useTranslation()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [version, setVersion] = useState('')
  const aliases = useQuery({ queryKey: ['aliases', arn], queryFn: () => listAliases(arn) })
  const target = version || versions[0]
  const point = useMutation({
    mutationFn: () => pointAlias(arn, name.trim(), target!, aliases.data ?? []),
    onSuccess: async () => {
      setName('')
      await queries.invalidateQueries({ queryKey: ['aliases', arn] })
    },
  })
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
        <form
          className="tag-form"
          onSubmit={event => {
            event.preventDefault()
            point.mutate()
          }}
        >
          <input
            className="field-text"
            value={name}
            placeholder={t('versions.aliasName')}
            aria-label={t('versions.aliasName')}
            onChange={event => setName(event.target.value)}
          />
          <select
            className="plain-select"
            aria-label={t('versions.aliasVersion')}
            value={target}
            onChange={event => setVersion(event.target.value)}
          >
            {versions.map(each => (
              <option key={each} value={each}>
                {t('versions.one', { version: each })}
              </option>
            ))}
          </select>
          <Button formAction="submit" loading={point.isPending} disabled={name.trim() === ''}>
            {t('versions.point')}
          </Button>
        </form>
      )}
      {point.error && <Problem error={point.error} />}
    </section>
  )
}
