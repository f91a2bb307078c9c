import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { redriveExecution, stopExecution } from '../../api/step-functions.ts'
import Button from '../../components/button.tsx'
import Confirm from '../../components/confirm.tsx'
import type { ExecutionRecord } from '../../live/execution-record.ts'

type Verb = 'stop' | 'redrive'

/** What somebody asked for: the list goes on changing while it is done, and what was asked does not. */
interface Asked {
  verb: Verb
  executions: readonly ExecutionRecord[]
}

interface Props {
  chosen: readonly ExecutionRecord[]
  onClear: () => void
  onDone: () => void
}

interface Refusal {
  execution: ExecutionRecord
  why: string
}

const AT_ONCE = 4
const ENDED_BADLY: readonly string[] = ['FAILED', 'TIMED_OUT', 'ABORTED']
const ACTS: Record<Verb, (arn: string) => Promise<unknown>> = { stop: arn => stopExecution(arn, {}), redrive: redriveExecution }

/** What can be done with several executions at once: each verb says how many of them it is for. */
export default function BulkActions({ chosen, onClear, onDone }: Props) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<Asked>()
  const [done, setDone] = useState(0)
  const [isBusy, setBusy] = useState(false)
  const [refused, setRefused] = useState<Refusal[]>([])
  const standard = chosen.filter(execution => execution.type === 'STANDARD')
  const fit: Record<Verb, ExecutionRecord[]> = {
    stop: standard.filter(execution => execution.status === 'RUNNING'),
    redrive: standard.filter(execution => ENDED_BADLY.includes(execution.status)),
  }
  const act = async ({ verb, executions }: Asked) => {
    setBusy(true)
    setDone(0)
    const problems: Refusal[] = []
    const rest = [...executions]
    const work = async () => {
      for (let next = rest.shift(); next; next = rest.shift()) {
        const execution = next
        await ACTS[verb](execution.executionArn).catch((error: Error) => problems.push({ execution, why: error.message }))
        setDone(before => before + 1)
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work))
    setRefused(problems)
    setBusy(false)
    setAsked(undefined)
    onDone()
    if (problems.length === 0) onClear()
  }
  return (
    <section className="bulk" aria-label={t('bulk.title')}>
      <strong>{t('bulk.chosen', { count: chosen.length })}</strong>
      {(['stop', 'redrive'] as const).map(verb => (
        <Button key={verb} disabled={fit[verb].length === 0 || isBusy} onClick={() => setAsked({ verb, executions: fit[verb] })}>
          {t(`bulk.${verb}`, { count: fit[verb].length })}
        </Button>
      ))}
      <Button variant="inline-link" onClick={onClear}>
        {t('bulk.clear')}
      </Button>
      {refused.length > 0 && (
        <div role="alert" className="bulk-refused">
          <ul>
            {refused.map(({ execution, why }) => (
              <li key={execution.executionArn}>
                {execution.name}: <span lang="en">{why}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {asked && (
        <Confirm
          title={t(`bulk.${asked.verb}`, { count: asked.executions.length })}
          verb={t(`bulk.${asked.verb}`, { count: asked.executions.length })}
          isBusy={isBusy}
          isDestructive={asked.verb === 'stop'}
          onConfirm={() => void act(asked)}
          onClose={() => setAsked(undefined)}
        >
          <p>{t(`${asked.verb}.text`)}</p>
          {isBusy && <p role="status">{t('bulk.progress', { done, total: asked.executions.length })}</p>}
        </Confirm>
      )}
    </section>
  )
}
