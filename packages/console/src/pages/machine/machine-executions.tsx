import { useTranslation } from 'react-i18next'
import Button from '../../components/button.tsx'
import { Empty } from '../../components/empty.tsx'
import { ExecutionList } from '../executions/execution-list.tsx'

export default function MachineExecutions({ machineArn, onStart }: { machineArn: string; onStart: () => void }) {
  const { t } = useTranslation()
  const none = (
    <Empty
      text={t('executions.empty')}
      action={
        <Button variant="primary" iconName="caret-right-filled" onClick={onStart}>
          {t('start.verb')}
        </Button>
      }
      command={`aws stepfunctions start-execution --state-machine-arn ${machineArn} --endpoint-url ${window.location.origin}`}
    />
  )
  return <ExecutionList machineArn={machineArn} whenNone={none} />
}
