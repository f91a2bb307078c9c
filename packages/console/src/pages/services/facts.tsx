import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

/** What there is to tell of one thing, its ARN last. Facts without a value are left out; long ones have a line of their own. */
export function Facts({
  facts,
  arn,
}: {
  facts: readonly (readonly [name: string, value: ReactNode, isLong?: boolean])[]
  arn: string | undefined
}) {
  const { t } = useTranslation('services')
  return (
    <section className="card">
      <dl className="pairs">
        {facts
          .filter(([, value]) => value !== undefined && value !== '')
          .map(([name, value, isLong]) => (
            <div key={name} className={isLong ? 'pair-wide' : undefined}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        {arn && (
          <div className="pair-wide">
            <dt>{t('arn')}</dt>
            <dd className="mono">{arn}</dd>
          </div>
        )}
      </dl>
    </section>
  )
}
