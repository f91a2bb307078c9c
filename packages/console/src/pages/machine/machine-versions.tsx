import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { describeMachine, listVersions, publishVersion } from '../../api/step-functions.ts'
import Button from '../../components/button.tsx'
import { Moment } from '../../components/moment.tsx'
import { Problem } from '../../components/problem.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { CompareVersions } from './compare-versions.tsx'
import { MachineAliases } from './machine-aliases.tsx'

/** Published versions, newest first, and the aliases that lead to them. */
export default function MachineVersions({ arn }: { arn: string }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [description, setDescription] = useState('')
  const versions = useQuery({ queryKey: ['versions', arn], queryFn: () => listVersions(arn) })
  const publish = useMutation({
    mutationFn: () => publishVersion(arn, description),
    onSuccess: () => {
      setDescription('')
      void queries.invalidateQueries({ queryKey: ['versions', arn] })
    },
  })
  if (versions.error) return <Problem error={versions.error} retry={() => void versions.refetch()} />
  if (!versions.data) return <Waiting />
  const numbers = versions.data.map(version => version.number)
  return (
    <>
      <div className="side-by-side">
        <section className="card">
          <h2>{t('versions.title')}</h2>
          {numbers.length === 0 && <p className="quiet">{t('versions.none')}</p>}
          <ul className="plain-rows">
            {versions.data.map(version => (
              <li key={version.arn}>
                <span>
                  <strong>{version.number}</strong> <Purpose versionArn={version.arn} />
                </span>
                <span className="quiet">{version.at && <Moment at={version.at} />}</span>
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
        <MachineAliases arn={arn} versions={numbers} />
      </div>
      {numbers.length > 0 && <CompareVersions arn={arn} versions={numbers} />}
    </>
  )
}

/** What a version was published with; a version never changes. */
function Purpose({ versionArn }: { versionArn: string }) {
  const machine = useQuery({ queryKey: ['machine', versionArn], queryFn: () => describeMachine(versionArn), staleTime: Infinity })
  return <span className="quiet">{machine.data?.description}</span>
}
