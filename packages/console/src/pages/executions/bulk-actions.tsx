import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { redriveExecution, stopExecution } from '../../api/step-functions.ts'
import Button from '../../components/button.tsx'
import Confirm from '../../components/confirm.tsx'
import type { ExecutionRecord } from '../../live/execution-record.ts'

type Verb = 'stop' | 'redrive'

interface Props {
  chosen: readonly ExecutionRecord[]
  onClear: () => void
  onDone: () => void
}

const AT_ONCE = 4
const ENDED_BADLY: readonly string[] = ['FAILED', 'TIMED_OUT', 'ABORTED']
const ACTS: Record<Verb, (arn: string) => Promise<unknown>> = { stop: arn => stopExecution(arn, {}), redrive: redriveExecution }

/** What can be done with several executions at once: each verb says how many of them it is for. */
export default function BulkActions({ chosen, onClear, onDone }: Props) {
  const { t } = useTranslation()
  const [asked, setAsked] = useState<Verb>()
  const [done, setDone] = useState(0)
  const [isBusy, setBusy] = useState(false)
  const [refused, setRefused] = useState<{ name: string; why: string }[]>([])
  const standard = chosen.filter(execution => execution.type === 'STANDARD')
  const fit: Record<Verb, ExecutionRecord[]> = {
    stop: standard.filter(execution => execution.status === 'RUNNING'),
    redrive: standard.filter(execution => ENDED_BADLY.includes(execution.status)),
  }
  const act = async (verb: Verb) => {
    setBusy(true)
    setDone(0)
    const problems: { name: string; why: string }[] = []
    const rest = [...fit[verb]]
    const work = async () => {
      for (let next = rest.shift(); next; next = rest.shift()) {
        await ACTS[verb](next.executionArn).catch((error: Error) => problems.push({ name: next!.name, why: error.message }))
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
        <Button key={verb} disabled={fit[verb].length === 0 || isBusy} onClick={() => setAsked(verb)}>
          {t(`bulk.${verb}`, { count: fit[verb].length })}
        </Button>
      ))}
      <Button variant="inline-link" onClick={onClear}>
        {t('bulk.clear')}
      </Button>
      {refused.length > 0 && (
        <ul role="alert" className="bulk-refused">
          {refused.map(({ name, why }) => (
            <li key={name}>
              {name}: <span lang="en">{why}</span>
            </li>
          ))}
        </ul>
      )}
      {asked && (
        <Confirm
          title={t(`bulk.${asked}`, { count: fit[asked].length })}
          verb={t(`bulk.${asked}`, { count: fit[asked].length })}
          isBusy={isBusy}
          onConfirm={() => void act(asked)}
          onClose={() => setAsked(undefined)}
        >
          <p>{t(`${asked}.text`)}</p>
          {isBusy && <p role="status">{t('bulk.progress', { done, total: fit[asked].length })}</p>}
        </Confirm>
      )}
    </section>
  )
}
