import type { ShapeName } from '@pasos/asl'
import { type JsonPath, ruleText, type Scope, uniqueName } from '@pasos/graph'
import type { ComponentType } from 'react'
import { useTranslation } from 'react-i18next'
import type { Language } from '../sample/known-data.ts'
import type { Draft } from '../use-draft.ts'
import { emptyItem, takesAll } from './empty-value.ts'
import type { FieldsProps } from './field-input.tsx'
import { isRecord } from './field-kind.ts'

interface Props {
  id: string
  draft: Draft
  name: string
  shape: ShapeName
  path: JsonPath
  value: unknown
  language: Language
  scope: Scope
  Fields: ComponentType<FieldsProps>
}

/** Rules, retriers, catchers, branches: each with its fields, in the order in which they are tried. */
export function ListInput({ id, draft, name, shape, path, value, language, scope, Fields }: Props) {
  const { t } = useTranslation('studio')
  const items = Array.isArray(value) ? value : []
  const others = scope.states.filter(state => state.name !== path.at(-2))
  const swap = (index: number) => () => draft.run({ type: 'swapItems', path, index })
  const add = () => {
    const topic = `add to ${path.join('/')}`
    const item = emptyItem(shape, language, others.at(-1)?.name, uniqueName(draft.text, `Branch ${items.length + 1}`))
    const isBefore = takesAll(items.at(-1))
    const value = isBefore ? { ...item, ErrorEquals: ['States.TaskFailed'] } : item
    draft.run({ type: 'setField', path: [...path, items.length], value }, topic)
    if (isBefore) draft.run({ type: 'swapItems', path, index: items.length - 1 }, topic)
  }
  return (
    <>
      <ol className="studio-list" aria-labelledby={id}>
        {items.map((item, index) => {
          const place = { number: index + 1, field: name }
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: an entry is its place in the list.
            <li key={index}>
              <div className="studio-field-head">
                <span className="studio-item-title">{titleOf(shape, item, index)}</span>
                <span className="studio-item-verbs">
                  {index > 0 && <Verb sign="↑" label={t('inspector.itemUp', place)} onClick={swap(index - 1)} />}
                  {index < items.length - 1 && <Verb sign="↓" label={t('inspector.itemDown', place)} onClick={swap(index)} />}
                  <Verb
                    sign="×"
                    label={t('inspector.removeItem', place)}
                    onClick={() => draft.run({ type: 'removeField', path: [...path, index] })}
                  />
                </span>
              </div>
              {isRecord(item) && <Fields {...{ draft, shape, language, scope }} path={[...path, index]} value={item} />}
            </li>
          )
        })}
      </ol>
      <button type="button" className="studio-add" onClick={add}>
        + {t('inspector.addItem', { field: name })}
      </button>
    </>
  )
}

function Verb({ sign, label, onClick }: { sign: string; label: string; onClick: () => void }) {
  return (
    <button
      type="button"
      className={`studio-remove ${sign === '×' ? '' : 'studio-swap'}`}
      aria-label={label}
      title={label}
      onClick={onClick}
    >
      <span aria-hidden="true">{sign}</span>
    </button>
  )
}

function titleOf(shape: ShapeName, item: unknown, index: number): string {
  if (shape === 'ChoiceRule' || shape === 'NestedRule') return `${index + 1}. ${ruleText(item)}`
  if (!isRecord(item)) return `${index + 1}.`
  const errors = Array.isArray(item['ErrorEquals']) ? item['ErrorEquals'].join(', ') : ''
  return `${index + 1}. ${shape === 'Branch' ? String(item['StartAt'] ?? '') : errors}`
}
