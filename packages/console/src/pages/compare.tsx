import { alignVisits, type Difference, differences, type VisitPair } from '@pasos/asl'
import type { Step } from '@pasos/graph/run'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'wouter'
import { useTitle } from '../app/use-title.ts'
import { Empty } from '../components/empty.tsx'
import { Icon } from '../components/icon.tsx'
import { lazyPart } from '../components/lazy-part.tsx'
import { Lasting } from '../components/moment.tsx'
import { PageHead } from '../components/page-head.tsx'
import { StatusWord, shownStatus } from '../components/status-word.tsx'
import { Waiting } from '../components/waiting.tsx'
import { executionName, executionPath, machineName, machinePath } from '../format/arn.ts'
import { prettyJson } from '../format/json-object.ts'
import { beginning, rerunOf } from '../history/rerun-origin.ts'
import { type LiveExecution, useLiveExecution } from '../live/use-live-execution.ts'
import './execution/compare.css'

const TextDiff = lazyPart(
  () => import('../editor/text-diff.tsx'),
  () => <Waiting />,
)
/** More rows than this are not drawn at once. */
const SHOWN = 500

/** Two executions side by side: where they part, what each state was given and gave, how long it took. */
export default function Compare({ first, second }: { first: string; second: string }) {
  const { t } = useTranslation('pages')
  useTitle(t('compare.title'))
  const [one, other] = [useLiveExecution(first, true, 0), useLiveExecution(second, true, 0)]
  const machine = machineName(one.record?.stateMachineArn ?? '')
  return (
    <>
      <PageHead
        trail={[
          ...(machine ? [{ text: machine, href: machinePath(machine) }] : []),
          { text: executionName(first), href: executionPath(first) },
        ]}
        title={t('compare.title')}
      />
      {one.record && other.record ? <Comparison one={one} other={other} /> : <Waiting lines={8} />}
    </>
  )
}

function Comparison({ one, other }: { one: LiveExecution; other: LiveExecution }) {
  const { t } = useTranslation('pages')
  const { t: words } = useTranslation()
  const [address, setAddress] = useSearchParams()
  const onlyDifferent = address.has('different')
  const pairs = alignVisits(one.run.steps, other.run.steps)
  const origin = other.events[0] && rerunOf(other.events[0])
  const keptBefore = origin !== undefined && origin.executionArn === one.record?.executionArn ? origin.eventId : 0
  const found = pairs.map(pair => {
    const isKept = pair.second === undefined && (pair.first?.id ?? 0) < keptBefore
    return { pair, isKept, differs: isKept ? [] : differences(pair) }
  })
  const firstDifference = found.find(({ differs }) => differs.length > 0)
  // Only what has its own record in the second can begin a rerun of it.
  const parting = firstDifference?.pair.second
  const again = parting && beginning(parting)
  const shown = onlyDifferent ? found.filter(({ differs }) => differs.length > 0) : found
  return (
    <>
      <div className="compare-heads">
        <Side title={t('compare.first')} live={one} />
        <Side title={t('compare.second')} live={other} />
      </div>
      {one.record?.stateMachineArn !== other.record?.stateMachineArn && <p className="quiet">{t('compare.otherMachine')}</p>}
      <p role="status" className="compare-word">
        {firstDifference
          ? t('compare.firstDifference', { name: firstDifference.pair.name, what: t(`compare.${firstDifference.differs[0]!}`) })
          : t('compare.same')}
        {again && (
          <Link href={`${executionPath(other.record!.executionArn)}?rerun=${again.id}`} className="button button-inline-link">
            <Icon name="undo" /> {words('rerun.from', { name: again.name })}
          </Link>
        )}
      </p>
      <div className="toolbar">
        <label className="check">
          <input
            type="checkbox"
            checked={onlyDifferent}
            onChange={event => setAddress(event.target.checked ? { different: '' } : {}, { replace: true })}
          />
          {t('compare.onlyDifferent')}
        </label>
      </div>
      {shown.length === 0 && <Empty text={t('compare.nothing')} />}
      {shown.length > 0 && (
        <div className="table-frame">
          <table className="table compare" aria-label={t('compare.table')}>
            <thead>
              <tr>
                <th scope="col">{t('compare.state')}</th>
                <th scope="col">{t('compare.first')}</th>
                <th scope="col">{t('compare.second')}</th>
                <th scope="col" className="numeric optional">
                  {t('compare.difference')}
                </th>
                <th scope="col">{t('compare.data')}</th>
              </tr>
            </thead>
            <tbody>
              {shown.slice(0, SHOWN).map(({ pair, differs, isKept }) => (
                <Row key={`${pair.name} ${pair.visit}`} {...{ pair, differs, isKept }} isFirst={pair === firstDifference?.pair} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </>
  )
}

function Side({ title, live }: { title: string; live: LiveExecution }) {
  const record = live.record!
  const isRunning = record.status === 'RUNNING'
  return (
    <section className="card compare-side">
      <h2>{title}</h2>
      <p className="panel-facts">
        <StatusWord status={shownStatus(record.status)} />
        <Lasting from={record.startDate} until={isRunning ? undefined : (record.stopDate ?? record.startDate)} />
      </p>
      <Link href={executionPath(record.executionArn)} className="mono">
        {record.name}
      </Link>
      {record.error && (
        <p className="ink-failed" lang="en">
          {record.error}
        </p>
      )}
    </section>
  )
}

function Row({ pair, differs, isKept, isFirst }: { pair: VisitPair<Step>; differs: Difference[]; isKept: boolean; isFirst: boolean }) {
  const { t, i18n } = useTranslation('pages')
  const [isOpen, setOpen] = useState(false)
  const { first, second, name, visit } = pair
  // The first difference is what one came for.
  useEffect(() => setOpen(isFirst), [isFirst])
  const took = (step: Step | undefined) => (step?.endedAt === undefined ? undefined : step.endedAt - step.startedAt)
  const [a, b] = [took(first), took(second)]
  const canOpen = first !== undefined && second !== undefined && (differs.includes('input') || differs.includes('output'))
  return (
    <>
      <tr data-row tabIndex={-1} className={differs.length > 0 ? 'compare-differs' : ''}>
        <td>
          <strong>{name}</strong> {visit > 1 && <span className="quiet">{t('compare.visit', { count: visit })}</span>}
        </td>
        <Cell step={first} />
        <Cell step={second} />
        <td className="numeric optional">
          {a !== undefined &&
            b !== undefined &&
            a !== b &&
            `${b >= a ? '+' : '−'}${new Intl.NumberFormat(i18n.language).format(Math.abs(b - a))} ms`}
        </td>
        <td>
          {canOpen ? (
            <button type="button" className="text-button" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
              <span aria-hidden="true">{isOpen ? '▾' : '▸'}</span> {differs.map(each => t(`compare.${each}`)).join(', ')}
              <span className="for-readers"> {t('compare.show', { name })}</span>
            </button>
          ) : (
            <span className={differs.length > 0 ? 'ink-failed' : 'quiet'}>
              {differs.length > 0 ? differs.map(each => t(`compare.${each}`)).join(', ') : t(isKept ? 'compare.kept' : 'compare.equal')}
            </span>
          )}
        </td>
      </tr>
      {isOpen && canOpen && (
        <tr className="compare-diff">
          <td colSpan={5}>
            {differs.includes('input') && <Diff title={t('compare.inputDiff')} before={first.input} after={second.input} />}
            {differs.includes('output') && <Diff title={t('compare.outputDiff')} before={first.output} after={second.output} />}
          </td>
        </tr>
      )}
    </>
  )
}

function Cell({ step }: { step: Step | undefined }) {
  if (!step) return <td className="quiet">—</td>
  return (
    <td>
      <span className="compare-fate">
        <StatusWord status={step.status} />
        <span className="quiet">
          <Lasting from={step.startedAt} until={step.endedAt} />
        </span>
      </span>
    </td>
  )
}

function Diff({ title, before, after }: { title: string; before: string | undefined; after: string | undefined }) {
  return (
    <>
      <h3>{title}</h3>
      <TextDiff before={prettyJson(before ?? '')} after={prettyJson(after ?? '')} label={title} />
    </>
  )
}
