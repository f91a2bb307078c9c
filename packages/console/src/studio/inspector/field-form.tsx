import { type FieldShape, fieldTable, type ObjectShape, type ShapeName } from '@pasos/asl'
import type { Placed } from '@pasos/graph'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Draft } from '../use-draft.ts'
import { valueAtPath } from '../value-at-path.ts'
import { emptyValue } from './empty-value.ts'
import { FieldInput, type FieldsProps } from './field-input.tsx'

/** Shown elsewhere, or drawn. */
const ELSEWHERE = new Set(['Type', 'Next', 'End', 'Branches', 'ItemProcessor', 'Iterator', 'States', 'StartAt'])

type Language = 'JSONPath' | 'JSONata'

/** A field for everything a state of this type may have in its query language: the table that the checks use decides. */
export function FieldForm({ draft, found }: { draft: Draft; found: Placed }) {
  const { state, scope } = found
  const value = useMemo(() => valueAtPath(draft.text, state.path) as Record<string, unknown> | undefined, [draft.text, state.path])
  const { t } = useTranslation('studio')
  if (!value || !(state.type in fieldTable)) return null
  const machine = valueAtPath(draft.text, ['QueryLanguage'])
  const language: Language = (value['QueryLanguage'] ?? machine) === 'JSONata' ? 'JSONata' : 'JSONPath'
  return (
    <>
      <ObjectFields draft={draft} shape={state.type as ShapeName} path={state.path} value={value} language={language} scope={scope} />
      {state.type === 'Parallel' && (
        <button
          type="button"
          className="studio-add"
          onClick={() => {
            const count = Array.isArray(value['Branches']) ? value['Branches'].length : 0
            const branch = { StartAt: '', States: {} }
            draft.run({ type: 'setField', path: [...state.path, 'Branches', count], value: branch })
          }}
        >
          + {t('inspector.addBranch')}
        </button>
      )}
    </>
  )
}

/** What is there and what must be there as fields; what may be there as buttons that add it. */
function ObjectFields({ draft, shape, path, value, language, scope }: FieldsProps) {
  const { t } = useTranslation('studio')
  const table: ObjectShape = fieldTable[shape]
  const fields = Object.entries(table.fields).filter(([name, field]) => isOffered(name, field, shape, language))
  const required = new Set(table.required)
  const shown = fields.filter(([name]) => name in value || required.has(name))
  const absent = fields.filter(([name]) => !(name in value) && !required.has(name) && !isExcluded(table, name, value))
  return (
    <div className="studio-fields">
      {shown.map(([name, field]) => (
        <FieldInput
          key={name}
          {...{ draft, name, field, language, scope, Fields: ObjectFields }}
          path={[...path, name]}
          value={value[name]}
          canRemove={name in value && !required.has(name)}
        />
      ))}
      {absent.length > 0 && (
        <label className="studio-add-field">
          <span className="for-readers">{t('inspector.addField')}</span>
          <select
            className="plain-select"
            value=""
            onChange={event => {
              const field = table.fields[event.target.value]
              if (field) draft.run({ type: 'setField', path: [...path, event.target.value], value: emptyValue(field, language) })
            }}
          >
            <option value="">+ {t('inspector.addField')}</option>
            {absent.map(([name]) => (
              <option key={name} value={name}>
                {name}
              </option>
            ))}
          </select>
        </label>
      )}
    </div>
  )
}

function isOffered(name: string, field: FieldShape, shape: ShapeName, language: Language): boolean {
  if (field.only !== undefined && field.only !== language) return false
  // Within a catcher or a rule Next is a field like others.
  return !ELSEWHERE.has(name) || (name === 'Next' && (shape === 'Catcher' || shape === 'ChoiceRule'))
}

/** Another field of a group of which only one may be there is there. */
function isExcluded(table: ObjectShape, name: string, value: Readonly<Record<string, unknown>>): boolean {
  return [...(table.exclusive ?? []), ...(table.oneOf ?? [])].some(
    group => group.includes(name) && group.some(other => other !== name && other in value),
  )
}
