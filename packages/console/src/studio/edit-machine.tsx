import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { describeMachine, listMachines } from '../api/step-functions.ts'
import { Empty } from '../components/empty.tsx'
import { Problem } from '../components/problem.tsx'
import { Waiting } from '../components/waiting.tsx'
import { prettyJson } from '../format/json-object.ts'
import { Studio } from './studio.tsx'

/** The Studio for a machine that exists. */
export default function EditMachine({ name }: { name: string }) {
  const { t } = useTranslation()
  const machines = useQuery({ queryKey: ['machines'], queryFn: listMachines })
  const arn = machines.data?.find(machine => machine.name === name)?.stateMachineArn
  const machine = useQuery({ queryKey: ['machine', arn], queryFn: () => describeMachine(arn!), enabled: arn !== undefined })
  const error = machines.error ?? machine.error
  if (error) return <Problem error={error} retry={() => void (machines.error ? machines.refetch() : machine.refetch())} />
  if (machines.data && arn === undefined) return <Empty text={t('machine.unknown', { name })} />
  if (!machine.data || arn === undefined) return <Waiting lines={8} />
  const { definition = '', roleArn = '', type = 'STANDARD' } = machine.data
  return (
    <Studio
      draftKey={`pasos.draft.${arn}`}
      published={{ definition: readable(definition), settings: { name, roleArn, type } }}
      arn={arn}
      otherNames={new Set()}
    />
  )
}

/** A definition that came on one line is laid out; one that somebody laid out stays as it is. */
function readable(definition: string): string {
  return definition.trim().includes('\n') ? definition : prettyJson(definition)
}
