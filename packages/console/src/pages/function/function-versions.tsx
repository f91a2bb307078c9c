import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { deleteAlias, functionAliases, functionVersions, pointAlias, publishFunction } from '../../api/lambda.ts'
import { AliasForm } from '../../components/alias-form.tsx'
import Button from '../../components/button.tsx'
import { Moment } from '../../components/moment.tsx'
import { Problem } from '../../components/problem.tsx'
import { Waiting } from '../../components/waiting.tsx'

/** What was published of a function, and the names that lead there. */
export default function FunctionVersions({ name }: { name: string }) {
  const { t } = useTranslation('pages')
  const queries = useQueryClient()
  const versions = useQuery({ queryKey: ['functionVersions', name], queryFn: () => functionVersions(name) })
  const aliases = useQuery({ queryKey: ['functionAliases', name], queryFn: () => functionAliases(name) })
  const renew = () => Promise.all(['functionVersions', 'functionAliases'].map(key => queries.invalidateQueries({ queryKey: [key, name] })))
  const publish = useMutation({ mutationFn: () => publishFunction(name, ''), onSuccess: renew })
  const remove = useMutation({ mutationFn: (alias: string) => deleteAlias(name, alias), onSuccess: renew })
  const error = versions.error ?? aliases.error ?? publish.error ?? remove.error
  const isKnown = (alias: string) => aliases.data?.some(each => each.Name === alias) ?? false
  const numbers = versions.data?.map(each => each.Version ?? '') ?? []
  return (
    <>
      {error && <Problem error={error} />}
      <section className="card">
        <div className="card-head">
          <h2>{t('function.versions')}</h2>
          <Button iconName="add-plus" loading={publish.isPending} onClick={() => publish.mutate()}>
            {t('function.publish')}
          </Button>
        </div>
        {versions.isPending && <Waiting />}
        <ul className="run-list">
          {versions.data?.map(each => (
            <li key={each.Version}>
              <strong>{each.Version}</strong>
              <span className="run-names quiet">{each.Description}</span>
              <span className="quiet">{each.LastModified && <Moment at={new Date(each.LastModified)} />}</span>
            </li>
          ))}
        </ul>
      </section>
      <section className="card">
        <h2>{t('function.aliases')}</h2>
        <ul className="run-list">
          {aliases.data?.map(alias => (
            <li key={alias.Name}>
              <strong>{alias.Name}</strong>
              <span className="run-names">→ {alias.FunctionVersion}</span>
              <Button
                variant="icon"
                iconName="close"
                ariaLabel={t('function.forget', { name: alias.Name })}
                onClick={() => remove.mutate(alias.Name)}
              />
            </li>
          ))}
        </ul>
        {aliases.data && (
          <AliasForm
            className="saved-events-form"
            versions={numbers}
            first={numbers.at(-1) ?? '$LATEST'}
            verb={alias => t(isKnown(alias) ? 'function.movePointer' : 'function.addAlias')}
            point={(alias, version) => pointAlias(name, { Name: alias, FunctionVersion: version }, !isKnown(alias))}
            onDone={renew}
          />
        )}
      </section>
    </>
  )
}
