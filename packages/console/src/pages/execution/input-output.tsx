import { useTranslation } from 'react-i18next'
import { JsonText } from '../../components/json-text.tsx'
import type { ExecutionRecord } from '../../live/execution-record.ts'

export function InputOutput({ record, machineDefinition }: { record: ExecutionRecord; machineDefinition: string | undefined }) {
  const { t } = useTranslation()
  return (
    <div className="data-view">
      <div className="side-by-side">
        <section>
          <h2>{t('data.input')}</h2>
          <JsonText text={record.input} label={t('data.input')} />
        </section>
        <section>
          <h2>{t('data.output')}</h2>
          {record.output === undefined ? (
            <p className="quiet">{record.status === 'RUNNING' ? t('data.notYet') : t('data.noOutput')}</p>
          ) : (
            <JsonText text={record.output} label={t('data.output')} />
          )}
        </section>
      </div>
      <h2>{t('data.definition')}</h2>
      <JsonText text={machineDefinition} label={t('data.definition')} />
      <dl className="pairs">
        <div>
          <dt>{t('execution.arn')}</dt>
          <dd className="mono">{record.executionArn}</dd>
        </div>
        <div>
          <dt>{t('machine.role')}</dt>
          <dd className="mono">{record.roleArn}</dd>
        </div>
      </dl>
    </div>
  )
}
