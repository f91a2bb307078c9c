import { type ReactNode, useId, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { findJsonFault } from '../../format/json-fault.ts'
import type { Draft } from '../use-draft.ts'
import { valueAtPath } from '../value-at-path.ts'
import { KnownDataContext } from './known-data.ts'
import { jsonIn, useLastRun } from './use-last-run.ts'
import { useShapes } from './use-shapes.ts'

interface Props {
  draft: Draft
  arn: string | undefined
  state: { name: string; path: (string | number)[] }
  children: ReactNode
}

/**
 * What the fields within are tried on: the state's input in the last execution, or one that somebody writes. What the states before make
 * of the data is offered also where there is neither.
 */
export function SampleData({ draft, arn, state, children }: Props) {
  const { t } = useTranslation('studio')
  const field = useId()
  const samples = useLastRun(arn)
  const recorded = samples.get(state.name)
  const [typed, setTyped] = useState<string>()
  const shapes = useShapes(draft.text)
  const own = jsonIn(typed)
  const known = useMemo(
    () => ({
      sample: own === undefined ? recorded : { ...recorded, input: own, variables: recorded?.variables ?? {} },
      shapes: shapes?.get(state.name),
      inputPath: valueAtPath(draft.text, [...state.path, 'InputPath']),
    }),
    [own, recorded, shapes, state, draft.text],
  )
  const text = typed ?? (recorded ? JSON.stringify(recorded.input, null, 2) : '')
  const isBroken = typed !== undefined && typed !== '' && findJsonFault(typed) !== undefined
  return (
    <KnownDataContext value={known}>
      <details className="sample-data">
        <summary>
          {t('sample.title')}{' '}
          <span className="quiet">{t(own !== undefined ? 'sample.yours' : recorded ? 'sample.recorded' : 'sample.none')}</span>
        </summary>
        <label className="for-readers" htmlFor={field}>
          {t('sample.title')}
        </label>
        <textarea
          id={field}
          className="field-text mono"
          rows={Math.min(8, Math.max(3, text.split('\n').length))}
          spellCheck={false}
          aria-invalid={isBroken}
          placeholder={'{ "number": 8 }'}
          value={text}
          onChange={event => setTyped(event.target.value)}
        />
        {isBroken && <p className="ink-failed studio-help">{t('inspector.invalidJson')}</p>}
      </details>
      {children}
    </KnownDataContext>
  )
}
