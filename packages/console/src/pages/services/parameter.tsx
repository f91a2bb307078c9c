import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { changeParameter, deleteParameter, describeParameter, parameterValue } from '../../api/ssm.ts'
import { JsonText } from '../../components/json-text.tsx'
import { Moment } from '../../components/moment.tsx'
import { Problem } from '../../components/problem.tsx'
import { Waiting } from '../../components/waiting.tsx'
import NotFound from '../not-found.tsx'
import { Facts } from './facts.tsx'
import { HiddenValue } from './hidden-value.tsx'
import { NewValue } from './new-value.tsx'
import { Removal } from './removal.tsx'
import { ServiceHead } from './service-head.tsx'

/** One parameter: its value, which stays hidden where it is a secret until one asks, and a new one to give it. */
export default function ParameterPage({ name }: { name: string }) {
  const { t } = useTranslation('services')
  const [, go] = useLocation()
  const queries = useQueryClient()
  const parameter = useQuery({ queryKey: ['parameter', name], queryFn: async () => (await describeParameter(name)) ?? null })
  const facts = parameter.data
  if (facts === null) return <NotFound />
  return (
    <>
      <ServiceHead
        kind="parameters"
        name={name}
        actions={
          facts && (
            <Removal
              {...{ name, verb: t('removal.verb'), text: t('parameter.deleteText') }}
              remove={() => deleteParameter(name)}
              onRemoved={() => go('/services/parameters')}
            />
          )
        }
      />
      {parameter.isPending && <Waiting />}
      {parameter.error && <Problem error={parameter.error} retry={() => void parameter.refetch()} />}
      {facts && (
        <>
          <Facts
            facts={[
              [t('parameter.type'), t(`parameter.types.${facts.Type}`)],
              [t('parameter.version'), facts.Version],
              [t('changed'), <Moment key="at" at={facts.LastModifiedDate * 1_000} />],
              [t('key.one'), facts.KeyId],
              [t('purpose'), facts.Description],
            ]}
            arn={facts.ARN}
          />
          <div className="side-by-side">
            {facts.Type === 'SecureString' ? (
              <HiddenValue key={facts.Version} read={() => parameterValue(name)} />
            ) : (
              <PlainValue name={name} version={facts.Version} />
            )}
            <NewValue
              save={value => changeParameter(name, value)}
              onSaved={() => void queries.invalidateQueries({ queryKey: ['parameter', name] })}
            />
          </div>
        </>
      )}
    </>
  )
}

function PlainValue({ name, version }: { name: string; version: number }) {
  const { t } = useTranslation('services')
  const value = useQuery({ queryKey: ['parameterValue', name, version], queryFn: () => parameterValue(name) })
  return (
    <section className="card">
      <h2>{t('hidden.value')}</h2>
      {value.error && <Problem error={value.error} retry={() => void value.refetch()} />}
      {value.data !== undefined && <JsonText text={value.data} label={t('hidden.value')} />}
    </section>
  )
}
