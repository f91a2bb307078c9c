import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'wouter'
import { describeMachine } from '../../api/step-functions.ts'
import { Problem } from '../../components/problem.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { readable } from '../../format/readable-definition.ts'
import DefinitionDiff from '../../graph/definition-diff.tsx'

/** The definition that is run now, among the choices of a version. */
const NOW = 'now'

/** Two versions of a machine, or one and what is run now, chosen in the address: what differs between their definitions. */
export function CompareVersions({ arn, versions }: { arn: string; versions: readonly string[] }) {
  const { t } = useTranslation('studio')
  const [address, setAddress] = useSearchParams()
  const choices = [NOW, ...versions]
  const chosen = (end: 'from' | 'to', otherwise: string) => choices.find(each => each === address.get(end)) ?? otherwise
  const [from, to] = [chosen('from', versions[0]!), chosen('to', NOW)]
  const before = useDefinition(arn, from)
  const after = useDefinition(arn, to)
  const nameOf = (version: string) => (version === NOW ? t('diff.now') : t('diff.version', { version }))
  const choose = (end: 'from' | 'to', version: string) =>
    setAddress(
      old => {
        const changed = new URLSearchParams(old)
        changed.set(end, version)
        return changed
      },
      { replace: true },
    )
  const error = before.error ?? after.error
  return (
    <section className="card">
      <h2>{t('diff.compare')}</h2>
      <div className="toolbar">
        {(
          [
            ['from', from],
            ['to', to],
          ] as const
        ).map(([end, version]) => (
          <label key={end} className="check">
            {t(`diff.${end}`)}
            <select className="plain-select" value={version} onChange={event => choose(end, event.target.value)}>
              {choices.map(each => (
                <option key={each} value={each}>
                  {nameOf(each)}
                </option>
              ))}
            </select>
          </label>
        ))}
      </div>
      {error && <Problem error={error} />}
      {!error && !(before.data && after.data) && <Waiting />}
      {before.data !== undefined && after.data !== undefined && (
        <DefinitionDiff before={before.data} after={after.data} names={{ before: nameOf(from), after: nameOf(to) }} />
      )}
    </section>
  )
}

function useDefinition(arn: string, version: string) {
  const versionArn = version === NOW ? arn : `${arn}:${version}`
  return useQuery({
    queryKey: ['machine', versionArn],
    queryFn: () => describeMachine(versionArn),
    select: machine => readable(machine.definition ?? ''),
  })
}
