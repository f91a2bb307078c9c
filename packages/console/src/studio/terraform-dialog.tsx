import { inQuotes, withoutMarks } from '@pasos/graph'
import { machineInTerraform, substitutionsIn } from '@pasos/iac/machine-in-terraform'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type DraftedRole, leastPrivilegeOfDraft } from '../api/iam.ts'
import { describeMachine } from '../api/step-functions.ts'
import DialogButtons from '../components/dialog-buttons.tsx'
import Modal from '../components/modal.tsx'
import { Problem } from '../components/problem.tsx'
import { Waiting } from '../components/waiting.tsx'
import { save } from './files.ts'
import type { Draft } from './use-draft.ts'

/** The draft as one file of Terraform, shown before it is saved. */
export default function TerraformDialog({ draft, arn, onClose }: { draft: Draft; arn: string | undefined; onClose: () => void }) {
  const { t } = useTranslation('studio')
  const machine = useQuery({ queryKey: ['machine', arn], queryFn: () => describeMachine(arn!), enabled: arn !== undefined })
  const configured = machine.data?.loggingConfiguration
  const isLogged = (configured?.level ?? 'OFF') !== 'OFF'
  const [wantsLogs, setLogs] = useState<boolean>()
  const logs = wantsLogs ?? isLogged
  const name = draft.settings.name || 'state-machine'
  const least = useQuery({
    queryKey: ['leastPrivilegeOfDraft', name, draft.text, logs],
    queryFn: () => leastPrivilegeOfDraft({ name, definition: inQuotes(draft.text), logs }),
  })
  const level = isLogged ? (configured!.level as 'ALL') : 'ALL'
  const logging = logs ? { level, includeExecutionData: configured?.includeExecutionData ?? true } : undefined
  const text = least.data && fileOf(draft, name, least.data, logging)
  const variables = substitutionsIn(draft.text)
  return (
    <Modal
      size="large"
      header={t('terraform.title')}
      onDismiss={onClose}
      footer={
        <DialogButtons
          verb={t('terraform.save')}
          isDisabled={text === undefined}
          onConfirm={() => {
            save(new Blob([text ?? ''], { type: 'text/plain' }), `${name}.tf`)
            onClose()
          }}
          onClose={onClose}
        />
      }
    >
      <div className="form">
        <p>{t('terraform.lead')}</p>
        <label className="check">
          <input type="checkbox" checked={logs} onChange={event => setLogs(event.target.checked)} />
          {t('terraform.logs')}
        </label>
        {variables.length > 0 && <p className="quiet">{t('terraform.variables', { names: variables.join(', ') })}</p>}
        {least.error && <Problem error={least.error} retry={() => void least.refetch()} />}
        {least.isPending && <Waiting />}
        {text !== undefined && (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls is scrolled by keys too.
          <section className="terraform-file" tabIndex={0} aria-label={t('terraform.file')} lang="en">
            <pre>{text}</pre>
          </section>
        )}
      </div>
    </Modal>
  )
}

function fileOf(
  { text, settings }: Draft,
  name: string,
  least: DraftedRole,
  logs: Parameters<typeof machineInTerraform>[0]['logs'],
): string {
  const { trustPolicy, policy, open, stateMachineArn } = least
  const region = stateMachineArn.split(':')[3] ?? 'us-east-1'
  return machineInTerraform({ name, type: settings.type, region, definition: withoutMarks(text), trustPolicy, policy, open, logs })
}
