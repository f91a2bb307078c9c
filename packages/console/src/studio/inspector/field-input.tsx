import { type FieldShape, fieldTable, type ShapeName } from '@pasos/asl'
import type { JsonPath, Scope } from '@pasos/graph'
import { type ComponentType, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ExpressionInput } from '../sample/expression-input.tsx'
import type { Language } from '../sample/known-data.ts'
import type { Draft } from '../use-draft.ts'
import { valueAtPath } from '../value-at-path.ts'
import { withComparison } from './add-field.ts'
import { type FieldKind, fieldKind, fieldText, isRecord } from './field-kind.ts'
import { FieldRemarks } from './field-remarks.tsx'
import { ListInput } from './list-input.tsx'
import { COMPARISONS } from './offered-fields.ts'
import { OwnParameters, OwnResources } from './own-choice.tsx'

interface Props {
  draft: Draft
  name: string
  field: FieldShape
  language: Language
  scope: Scope
  path: JsonPath
  value: unknown
  canRemove: boolean
  /** Fields of an object within; given, because a form holds fields that hold forms. */
  Fields: ComponentType<FieldsProps>
}

export interface FieldsProps {
  draft: Draft
  shape: ShapeName
  path: JsonPath
  value: Readonly<Record<string, unknown>>
  language: Language
  scope: Scope
}

/** What goes with a call, where the call's own Resource stands beside it. */
const CALLED_WITH = new Set(['Parameters', 'Arguments'])

/** One field, in the form that its kind of value asks for, with what it is for below. */
export function FieldInput(props: Props) {
  const { t, i18n } = useTranslation('studio')
  const { draft, name, field, path, canRemove, language, value } = props
  const id = useId()
  const help = i18n.exists(`fields.${name}`, { ns: 'studio' }) ? t(`fields.${name as 'Comment'}`) : undefined
  const kind = fieldKind(name, field, language, value)
  const isGroup = 'shape' in kind
  const isComparison = COMPARISONS.includes(name)
  return (
    <div className={`studio-field ${isGroup ? 'studio-group' : ''}`}>
      <div className="studio-field-head">
        {isGroup ? (
          <span className="studio-group-name" id={id}>
            {name}
          </span>
        ) : (
          <label htmlFor={id} className={isComparison ? 'for-readers' : undefined}>
            {name}
          </label>
        )}
        {isComparison && <Comparison {...{ draft, name, field, path }} />}
        {canRemove && (
          <button
            type="button"
            className="studio-remove"
            aria-label={t('inspector.removeField', { field: name })}
            title={t('inspector.removeField', { field: name })}
            onClick={() => draft.run({ type: 'removeField', path })}
          >
            <span aria-hidden="true">×</span>
          </button>
        )}
      </div>
      {help && (
        <p className="studio-help" id={`${id}-help`}>
          {help}
        </p>
      )}
      {CALLED_WITH.has(name) && <OwnParameters {...{ draft, path, value }} />}
      <Input {...props} id={id} kind={kind} />
      {name === 'Resource' && isOfTask(draft, path) && (
        <OwnResources value={value} onChoose={chosen => draft.run({ type: 'setField', path, value: chosen })} />
      )}
      <FieldRemarks path={path} isGroup={isGroup} />
    </div>
  )
}

/** Readers and writers of a Map have a Resource too, but call nothing of one's own. */
function isOfTask(draft: Draft, path: JsonPath): boolean {
  return valueAtPath(draft.text, [...path.slice(0, -1), 'Type']) === 'Task'
}

/** Another comparison in place of this one. */
function Comparison({ draft, name, field, path }: Pick<Props, 'draft' | 'name' | 'field' | 'path'>) {
  const { t } = useTranslation('studio')
  const change = (to: string) => {
    const rule = valueAtPath(draft.text, path.slice(0, -1)) as Record<string, unknown>
    const now: FieldShape = fieldTable.ChoiceRule.fields[to]!
    draft.run({ type: 'setField', path: path.slice(0, -1), value: withComparison(rule, name, to, now, field) })
  }
  return (
    <select
      className="plain-select studio-comparison"
      aria-label={t('inspector.comparison')}
      value={name}
      onChange={event => change(event.target.value)}
    >
      {COMPARISONS.map(each => (
        <option key={each}>{each}</option>
      ))}
    </select>
  )
}

function Input({ kind, ...props }: Props & { id: string; kind: FieldKind }) {
  const { draft, path, value, id, name, scope, language, Fields } = props
  const set = (next: unknown) => draft.run({ type: 'setField', path, value: next }, path.join('/'))
  switch (kind.kind) {
    case 'state':
      return <StateChoice id={id} names={statesFor(name, draft, path, scope)} value={value} onChange={set} />
    case 'choice':
      return <Choice id={id} options={kind.options ?? []} value={value} onChange={text => set(kind.read(text)?.value)} />
    case 'fields':
      return isRecord(value) ? <Fields {...{ draft, path, scope, value, language }} shape={kind.shape} /> : null
    case 'list':
      return <ListInput {...{ draft, name, path, value, language, scope, id, Fields }} shape={kind.shape} />
    default:
      return <TextInput {...{ id, name, kind, language, value }} onChange={set} />
  }
}

function Choice(props: { id: string; options: readonly string[]; value: unknown; onChange: (text: string) => void }) {
  const { id, options, value, onChange } = props
  const { t } = useTranslation('studio')
  const isKnown = options.includes(String(value))
  return (
    <select id={id} className="plain-select" value={String(value ?? '')} onChange={event => onChange(event.target.value)}>
      {!isKnown && <option value={String(value ?? '')}>{String(value ?? t('inspector.unset'))}</option>}
      {options.map(each => (
        <option key={each} value={each}>
          {each === 'true' ? t('inspector.yes') : each === 'false' ? t('inspector.no') : each}
        </option>
      ))}
    </select>
  )
}

/** Where a scope starts is one of its own states; where a state leads, one of those beside it. */
function statesFor(name: string, draft: Draft, path: JsonPath, scope: Scope): string[] {
  return name === 'StartAt'
    ? Object.keys(valueAtPath(draft.text, [...path.slice(0, -1), 'States']) ?? {})
    : scope.states.map(state => state.name)
}

function StateChoice(props: { id: string; names: readonly string[]; value: unknown; onChange: (name: string) => void }) {
  const { id, names, value, onChange } = props
  const { t } = useTranslation('studio')
  const name = String(value ?? '')
  return (
    <select id={id} className="plain-select" value={name} onChange={event => onChange(event.target.value)}>
      {!names.includes(name) && <option value={name}>{name || t('inspector.nowhere')}</option>}
      {names.map(each => (
        <option key={each}>{each}</option>
      ))}
    </select>
  )
}

interface TextProps {
  id: string
  name: string
  kind: Extract<FieldKind, { kind: 'text' | 'json' }>
  language: Language
  value: unknown
  onChange: (value: unknown) => void
}

/** What somebody writes stays as it is while they write (`1.` is the beginning of 1.5); what is no value yet changes nothing. */
function TextInput({ id, name, kind, language, value, onChange }: TextProps) {
  const { t } = useTranslation('studio')
  const [typed, setTyped] = useState<string>()
  const text = typed ?? fieldText(kind, value)
  const isBroken = typed !== undefined && kind.read(typed) === undefined
  const write = (next: string) => {
    setTyped(next)
    const read = kind.read(next)
    if (read) onChange(read.value)
  }
  const settle = () => !isBroken && setTyped(undefined)
  const rows = kind.kind === 'json' ? Math.min(12, Math.max(2, text.split('\n').length)) : 1
  return (
    <>
      {kind.isExpression ? (
        <ExpressionInput {...{ id, language, text, value, rows }} field={name} isInvalid={isBroken} onChange={write} onBlur={settle} />
      ) : (
        <input
          id={id}
          className={`field-text ${name === 'Comment' ? '' : 'mono'}`}
          aria-describedby={`${id}-help`}
          value={text}
          spellCheck={name === 'Comment'}
          onChange={event => write(event.target.value)}
          onBlur={settle}
        />
      )}
      {isBroken && <p className="ink-failed studio-help">{t('inspector.invalidJson')}</p>}
    </>
  )
}
