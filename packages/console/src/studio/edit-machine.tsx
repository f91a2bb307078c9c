import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { listDrafts } from '../api/drafts.ts'
import { describeMachine, listMachines } from '../api/step-functions.ts'
import { Empty } from '../components/empty.tsx'
import { PageHead } from '../components/page-head.tsx'
import { Problem } from '../components/problem.tsx'
import { Waiting } from '../components/waiting.tsx'
import { resourceName } from '../format/arn.ts'
import { readable } from '../format/readable-definition.ts'
import { NEW_DRAFT } from './new-draft.ts'
import { Studio } from './studio.tsx'
import { TEMPLATES } from './templates.ts'
import { useKeptDraft } from './use-kept-draft.ts'

/** Somebody may publish while this is open. */
const LOOK_MS = 10_000

/** The Studio for a machine that exists. */
export default function EditMachine({ name }: { name: string }) {
  const machines = useQuery({ queryKey: ['machines'], queryFn: listMachines })
  const arn = machines.data?.find(machine => machine.name === name)?.stateMachineArn
  const machine = useQuery({
    queryKey: ['machine', arn],
    queryFn: () => describeMachine(arn!),
    enabled: arn !== undefined,
    refetchInterval: LOOK_MS,
    refetchOnWindowFocus: 'always',
  })
  const kept = useKeptDraft(arn)
  const error = machines.error ?? (machine.data ? undefined : machine.error) ?? kept.error
  if (error) {
    return <Problem error={error} retry={() => void [machines, machine, kept].map(query => query.error && query.refetch())} />
  }
  if (machines.data && arn === undefined) return <Remainder name={name} others={machines.data.map(each => each.name ?? '')} />
  if (!machine.data || !kept.data || arn === undefined) return <Waiting lines={8} />
  const { definition = '', roleArn = '', type = 'STANDARD' } = machine.data
  return (
    <Studio
      draftKey={arn}
      kept={kept.data}
      published={{ definition: readable(definition), settings: { name, roleArn, type } }}
      arn={arn}
      otherNames={new Set()}
    />
  )
}

const BLANK = JSON.stringify(TEMPLATES[0]!.definition, null, 2)

/** What is left of a machine that was deleted: its draft, which is gone on with as a new machine. */
function Remainder({ name, others }: { name: string; others: readonly string[] }) {
  const { t } = useTranslation()
  const { t: studio } = useTranslation('studio')
  const drafts = useQuery({ queryKey: ['drafts'], queryFn: listDrafts })
  const key = drafts.data?.drafts.find(draft => draft.key !== NEW_DRAFT && resourceName(draft.key) === name)?.key
  const kept = useKeptDraft(key)
  // Nothing of it is published any more: the draft is all there is, and stays until it is created or discarded.
  const begun = useMemo(() => kept.data?.draft && { ...kept.data, draft: { ...kept.data.draft, base: BLANK } }, [kept.data])
  const error = drafts.error ?? kept.error
  if (error) return <Problem error={error} retry={() => void [drafts, kept].map(query => query.error && query.refetch())} />
  if (!drafts.data || (key !== undefined && !kept.data)) return <Waiting lines={8} />
  if (key === undefined || !begun) {
    return (
      <>
        <PageHead title={name} />
        <Empty text={t('machine.unknown', { name })} />
      </>
    )
  }
  return (
    <>
      <p className="studio-refusal studio-note" role="status">
        {studio('draft.ofDeleted', { name })}
      </p>
      <Studio
        draftKey={key}
        kept={begun}
        published={{ definition: BLANK, settings: begun.draft.settings }}
        arn={undefined}
        otherNames={new Set(others)}
      />
    </>
  )
}
