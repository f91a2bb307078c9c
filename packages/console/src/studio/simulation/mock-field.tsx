import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Mock } from './mocks.ts'

const ENDS = ['answers', 'fails', 'failsFirst'] as const

interface Props {
  state: string
  mock: Mock
  /** JSON of what it answered in the last execution. */
  recorded: string | undefined
  /** In place of "mock of" the state. */
  label?: string | undefined
  /** It is tried once: nothing comes behind a failure. */
  isOnce?: boolean
  onChange: (mock: Mock) => void
}

/** How one state ends that calls something: with what is written here. */
export function MockField(props: Props) {
  const { state, mock, recorded, onChange } = props
  const { t } = useTranslation('studio')
  const id = useId()
  const text = mock.output ?? recorded ?? '{}'
  return (
    <div className="field mock">
      <div className="mock-head">
        <label htmlFor={id}>{props.label ?? t('simulation.mock', { state })}</label>
        <select
          className="plain-select"
          aria-label={t('simulation.ends', { state })}
          value={mock.ends}
          onChange={event => onChange({ ...mock, ends: event.target.value as Mock['ends'] })}
        >
          {(props.isOnce ? ENDS.slice(0, 2) : ENDS).map(each => (
            <option key={each} value={each}>
              {t(`simulation.${each}`)}
            </option>
          ))}
        </select>
      </div>
      {mock.ends !== 'answers' && (
        <div className="mock-failure">
          <input
            id={mock.ends === 'fails' ? id : undefined}
            className="field-text mono"
            aria-label={t('simulation.error', { state })}
            placeholder="Error"
            value={mock.error}
            spellCheck={false}
            onChange={event => onChange({ ...mock, error: event.target.value })}
          />
          {mock.ends === 'failsFirst' ? (
            <input
              type="number"
              min={1}
              max={99}
              className="field-text"
              aria-label={t('simulation.failures', { state })}
              title={t('simulation.failures', { state })}
              value={mock.failures}
              onChange={event => onChange({ ...mock, failures: Math.max(1, Number(event.target.value)) })}
            />
          ) : (
            <input
              className="field-text"
              aria-label={t('simulation.cause', { state })}
              placeholder="Cause"
              value={mock.cause}
              onChange={event => onChange({ ...mock, cause: event.target.value })}
            />
          )}
        </div>
      )}
      {mock.ends !== 'fails' && (
        <textarea
          id={id}
          className="field-text mono"
          rows={Math.min(6, Math.max(2, text.split('\n').length))}
          value={text}
          spellCheck={false}
          onChange={event => onChange({ ...mock, output: event.target.value })}
        />
      )}
    </div>
  )
}
