import { useTranslation } from 'react-i18next'
import type { Machine } from '../../api/step-functions.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Moment } from '../../components/moment.tsx'

export function MachineDetails({ machine }: { machine: Machine }) {
  const { t } = useTranslation()
  const arn = machine.stateMachineArn ?? ''
  return (
    <dl className="pairs">
      <div className="pair-wide">
        <dt>{t('execution.arn')}</dt>
        <dd className="mono">
          {arn} <CopyButton text={arn} label={t('execution.copyArn')} />
        </dd>
      </div>
      <div className="pair-wide">
        <dt>{t('machine.role')}</dt>
        <dd className="mono">{machine.roleArn}</dd>
      </div>
      <div>
        <dt>{t('machines.type')}</dt>
        <dd>{t(`machineType.${machine.type ?? 'STANDARD'}`)}</dd>
      </div>
      <div>
        <dt>{t('machines.created')}</dt>
        <dd>{machine.creationDate && <Moment at={machine.creationDate} />}</dd>
      </div>
      <div>
        <dt>{t('machine.revision')}</dt>
        <dd className="mono">{machine.revisionId ?? t('machine.firstRevision')}</dd>
      </div>
      <div>
        <dt>{t('machine.logging')}</dt>
        <dd>{machine.loggingConfiguration?.level ?? 'OFF'}</dd>
      </div>
    </dl>
  )
}
