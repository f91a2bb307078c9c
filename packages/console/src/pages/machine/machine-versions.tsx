import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listAliases, listVersions, publishVersion } from '../../api/step-functions.ts'
import Button from '../../components/button.tsx'
import { Moment } from '../../components/moment.tsx'
import { Problem } from '../../components/problem.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { CompareVersions } from './compare-versions.tsx'

/** Published versions, newest first, and the aliases that lead to them. */
export default function MachineVersions({ arn }: { arn: string }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [description, setDescription] = useState('')
  const versions = useQuery({ queryKey: ['versions', arn], queryFn: () => listVersions(arn) })
  const aliases = useQuery({ queryKey: ['aliases', arn], queryFn: () => listAliases(arn) })
  const publish = useMutation({
    mutationFn: () => publishVersion(arn, description),
    onSuccess: () => {
      setDescription('')
      void queries.invalidateQueries({ queryKey: ['versions', arn] })
    },
  })
  const error = versions.error ?? aliases.error
  if (error) return <Problem error={error} retry={() => void Promise.all([versions.refetch(), aliases.refetch()])} />
  if (!versions.data || !aliases.data) return <Waiting />
  const numbers = versions.data.stateMachineVersions ?? []
  const names = aliases.data.stateMachineAliases ?? []
  return (
    <>
      <div className="side-by-side">
        <section className="card">
          <h2>{t('versions.title')}</h2>
          {numbers.length === 0 && <p className="quiet">{t('versions.none')}</p>}
          <ul className="plain-rows">
            {numbers.map(version => (
              <li key={version.stateMachineVersionArn}>
                <strong>{version.stateMachineVersionArn?.split(':').at(-1)}</strong>
                <span className="quiet">{version.creationDate && <Moment at={version.creationDate} />}</span>
              </li>
            ))}
          </ul>
          <form
            className="tag-form"
            onSubmit={event => {
              event.preventDefault()
              publish.mutate()
            }}
          >
            <input
              className="field-text"
              value={description}
              placeholder={t('versions.description')}
              aria-label={t('versions.description')}
              onChange={event => setDescription(event.target.value)}
            />
            <Button formAction="submit" loading={publish.isPending}>
              {t('versions.publish')}
            </Button>
          </form>
          {publish.error && <Problem error={publish.error} />}
        </section>
        <section className="card">
          <h2>{t('versions.aliases')}</h2>
          {names.length === 0 && <p className="quiet">{t('versions.noAliases')}</p>}
          <ul className="plain-rows">
            {names.map(alias => (
              <li key={alias.stateMachineAliasArn}>
                <strong>{alias.stateMachineAliasArn?.split(':').at(-1)}</strong>
                <span className="quiet">{alias.creationDate && <Moment at={alias.creationDate} />}</span>
              </li>
            ))}
          </ul>
        </section>
      </div>
      {numbers.length > 0 && (
        <CompareVersions arn={arn} versions={numbers.map(version => version.stateMachineVersionArn!.split(':').at(-1)!)} />
      )}
    </>
  )
}
