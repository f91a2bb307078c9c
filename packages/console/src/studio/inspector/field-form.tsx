import { type FieldShape, fieldTable, type ShapeName } from '@pasos/asl'
import { machineShape, type Placed } from '@pasos/graph'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Language } from '../sample/known-data.ts'
import type { Draft } from '../use-draft.ts'
import { valueAtPath } from '../value-at-path.ts'
import { addField } from './add-field.ts'
import { FieldInput, type FieldsProps } from './field-input.tsx'
import { isRecord } from './field-kind.ts'
import { offeredFields } from './offered-fields.ts'

/** A field for everything a state of this type may have in its query language: the table that the checks use decides. */
export function FieldForm({ draft, found: { state, scope } }: { draft: Draft; found: Placed }) {
  const value = useMemo(() => valueAtPath(draft.text, state.path), [draft.text, state.path])
  if (!isRecord(value) || !(state.type in fieldTable)) return null
  const machine = valueAtPath(draft.text, ['QueryLanguage'])
  const language: Language = (value['QueryLanguage'] ?? machine) === 'JSONata' ? 'JSONata' : 'JSONPath'
  return <ObjectFields {...{ draft, value, language, scope }} shape={state.type as ShapeName} path={state.path} />
}

/** The fields of the definition itself. */
export function MachineForm({ draft }: { draft: Draft }) {
  const scope = useMemo(() => machineShape(draft.text), [draft.text])
  const value = valueAtPath(draft.text, [])
  if (!scope || !isRecord(value)) return null
  const language: Language = value['QueryLanguage'] === 'JSONata' ? 'JSONata' : 'JSONPath'
  return <ObjectFields {...{ draft, value, language, scope }} shape="StateMachine" path={[]} />
}

/** What is there and what must be there as fields; what may be there in a list from which it is added. */
function ObjectFields({ draft, shape, path, value, language, scope }: FieldsProps) {
  const { t } = useTranslation('studio')
  const { shown, absent, required } = offeredFields(shape, language, value)
  const add = (chosen: string) => {
    const field = absent.find(([name]) => name === chosen)
    const next = scope.states.findLast(state => state.name !== path.at(-1))?.name
    if (field) draft.run(addField(path, value, field, language, next))
  }
  return (
    <div className="studio-fields">
      {shown.map(([name, field]) => (
        <FieldInput
          key={name}
          {...{ draft, name, field, language, scope, Fields: ObjectFields }}
          path={[...path, name]}
          value={value[name]}
          canRemove={name in value && !required.has(name) && !isWhole(field)}
        />
      ))}
      {absent.length > 0 && (
        <label className="studio-add-field">
          <span className="for-readers">{t('inspector.addField')}</span>
          <select className="plain-select" value="" onChange={event => add(event.target.value)}>
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

/** What runs within a state goes with the state, not by a click beside its name. */
function isWhole({ value }: FieldShape): boolean {
  return value.kind === 'object' && value.shape === 'Processor'
}
