import type { Iteration } from '@pasos/graph/run'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { Neighbours } from './neighbours.tsx'

const ORDER: Record<Iteration['status'], number> = { failed: 0, running: 1, aborted: 2, succeeded: 3 }
/** More squares than this say no more; the failed ones come first anyway. */
const MOST = 1_000

/** One square per iteration, failed ones first; choosing one shows the graph of that iteration alone. */
export function IterationGrid(props: {
  iterations: ReadonlyMap<number, Iteration>
  revision: number
  chosen: number | undefined
  onChoose: (index: number | undefined) => void
}) {
  const { t } = useTranslation()
  const { iterations, revision, chosen, onChoose } = props
  // biome-ignore lint/correctness/useExhaustiveDependencies: the iterations change in place, `revision` says when.
  const sorted = useMemo(
    () => [...iterations.values()].sort((a, b) => ORDER[a.status] - ORDER[b.status] || a.index - b.index).slice(0, MOST),
    [iterations, revision],
  )
  const at = sorted.findIndex(each => each.index === chosen)
  return (
    <div className="iterations">
      <div className="iterations-head">
        <h3>{t('iterations.title', { count: iterations.size })}</h3>
        <Neighbours
          previous={at > 0 ? () => onChoose(sorted[at - 1]!.index) : undefined}
          next={at < sorted.length - 1 ? () => onChoose(sorted[at + 1]!.index) : undefined}
          labels={[t('iterations.previous'), t('iterations.next')]}
          keys={['[', ']']}
        />
        {chosen !== undefined && (
          <button type="button" className="text-button" onClick={() => onChoose(undefined)}>
            {t('iterations.all')}
          </button>
        )}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: toggle buttons are no form. */}
      <div className="iterations-grid" role="group" aria-label={t('iterations.title', { count: iterations.size })}>
        {sorted.map(({ index, status }) => (
          <button
            key={index}
            type="button"
            className={`iteration iteration-${status}`}
            aria-pressed={chosen === index}
            aria-label={`#${index}, ${t(`status.${status}`)}`}
            title={`#${index} · ${t(`status.${status}`)}`}
            onClick={() => onChoose(chosen === index ? undefined : index)}
          >
            {index}
          </button>
        ))}
      </div>
    </div>
  )
}
