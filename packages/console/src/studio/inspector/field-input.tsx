import type { FieldShape, ShapeName } from '@pasos/asl'
import type { JsonPath, Scope } from '@pasos/graph'
import { ruleText } from '@pasos/graph'
import { type ComponentType, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { ExpressionInput } from '../sample/expression-input.tsx'
import type { Draft } from '../use-draft.ts'
import { emptyItem } from './empty-value.ts'
import { FieldRemarks } from './field-remarks.tsx'

interface Props {
  draft: Draft
  name: string
  field: FieldShape
  language: 'JSONPath' | 'JSONata'
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
  language: 'JSONPath' | 'JSONata'
  scope: Scope
}

/** One field, in the form that its kind of value asks for, with what it is for below. */
export function FieldInput(props: Props) {
  const { t, i18n } = useTranslation('studio')
  const { draft, name, field, path, canRemove } = props
  const id = useId()
  const help = i18n.exists(`fields.${name}`, { ns: 'studio' }) ? t(`fields.${name as 'Comment'}`) : undefined
  const isGroup = field.value.kind === 'list' || (field.value.kind === 'object' && isRecord(props.value))
  return (
    <div className={`studio-field ${isGroup ? 'studio-group' : ''}`}>
      <div className="studio-field-head">
        {isGroup ? (
          <span className="studio-group-name" id={id}>
            {name}
          </span>
        ) : (
          <label htmlFor={id}>{name}</label>
        )}
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
      <Input {...props} id={id} />
      <FieldRemarks path={path} isGroup={isGroup} />
    </div>
  )
}

function Input(props: Props & { id: string }) {
  const { draft, field, path, value, id, name, scope } = props
  const { t } = useTranslation('studio')
  const set = (next: unknown) => draft.run({ type: 'setField', path, value: next }, path.join('/'))
  const { value: shape } = field
  if (name === 'Next' || name === 'Default') return <StateChoice id={id} scope={scope} value={value} onChange={set} />
  switch (shape.kind) {
    case 'enum':
      return (
        <select id={id} className="plain-select" value={String(value ?? '')} onChange={event => set(event.target.value)}>
          {!shape.values.includes(String(value)) && <option value={String(value ?? '')}>{String(value ?? t('inspector.unset'))}</option>}
          {shape.values.map(each => (
            <option key={each}>{each}</option>
          ))}
        </select>
      )
    case 'boolean':
      return (
        <select id={id} className="plain-select" value={String(value)} onChange={event => set(event.target.value === 'true')}>
          <option value="true">{t('inspector.yes')}</option>
          <option value="false">{t('inspector.no')}</option>
        </select>
      )
    case 'integer':
    case 'number':
      return <TextInput id={id} value={value} onChange={text => set(numberOr(text))} />
    case 'error-names':
    case 'texts':
      return <TextInput id={id} value={Array.isArray(value) ? value.join(', ') : value} onChange={text => set(namesIn(text))} />
    case 'template':
    case 'any':
    case 'expressions':
    case 'assign':
      return <JsonInput {...{ id, value, name }} language={props.language} onChange={set} />
    case 'object':
      if (!isRecord(value)) return <JsonInput {...{ id, value, name }} language={props.language} onChange={set} />
      return <props.Fields {...{ draft, path, scope, value }} language={props.language} shape={shape.shape} />
    case 'list':
      return <ListInput {...props} />
    default:
      if (isConstant(shape)) return <TextInput id={id} value={value} isMono={shape.kind !== 'string'} onChange={set} />
      return <ExpressionInput {...{ id, value }} field={name} language={props.language} text={textOf(value)} onChange={set} />
  }
}

/** Whether a text of this kind can neither be a path nor an expression. */
function isConstant(shape: FieldShape['value']): boolean {
  return shape.kind === 'resource' || (shape.kind === 'string' && shape.expression !== true)
}

function textOf(value: unknown): string {
  return value === undefined ? '' : value === null ? 'null' : String(value)
}

function StateChoice({ id, scope, value, onChange }: { id: string; scope: Scope; value: unknown; onChange: (name: string) => void }) {
  const { t } = useTranslation('studio')
  const name = String(value ?? '')
  const isKnown = scope.states.some(state => state.name === name)
  return (
    <select id={id} className="plain-select" value={name} onChange={event => onChange(event.target.value)}>
      {!isKnown && <option value={name}>{name || t('inspector.nowhere')}</option>}
      {scope.states.map(state => (
        <option key={state.id}>{state.name}</option>
      ))}
    </select>
  )
}

function TextInput(props: { id: string; value: unknown; isMono?: boolean; onChange: (text: string) => void }) {
  const { id, value, isMono = false, onChange } = props
  return (
    <input
      id={id}
      className={`field-text ${isMono ? 'mono' : ''}`}
      aria-describedby={`${id}-help`}
      value={textOf(value)}
      spellCheck={false}
      onChange={event => onChange(event.target.value)}
    />
  )
}

/** JSON, or a text on its own when it is an expression. What is not valid yet stays here and changes nothing. */
function JsonInput(props: {
  id: string
  name: string
  language: 'JSONPath' | 'JSONata'
  value: unknown
  onChange: (value: unknown) => void
}) {
  const { id, name, language, value, onChange } = props
  const { t } = useTranslation('studio')
  const shown = typeof value === 'string' && value.startsWith('{%') ? value : value === undefined ? '' : JSON.stringify(value, null, 2)
  const [typed, setTyped] = useState<string>()
  const isBroken = typed !== undefined && readJson(typed) === undefined
  const text = typed ?? shown
  return (
    <>
      <ExpressionInput
        {...{ id, language, text, value }}
        field={name}
        rows={Math.min(12, Math.max(2, text.split('\n').length))}
        isInvalid={isBroken}
        onChange={next => {
          setTyped(next)
          const read = readJson(next)
          if (read) onChange(read.value)
        }}
        onBlur={() => !isBroken && setTyped(undefined)}
      />
      {isBroken && <p className="ink-failed studio-help">{t('inspector.invalidJson')}</p>}
    </>
  )
}

function ListInput(props: Props & { id: string }) {
  const { draft, name, field, path, value, language, scope, id, Fields } = props
  const { t } = useTranslation('studio')
  const shape = field.value.kind === 'list' ? field.value.shape : 'Retrier'
  const items = Array.isArray(value) ? value : []
  const others = scope.states.filter(state => state.name !== path.at(-2))
  return (
    <>
      <ol className="studio-list" aria-labelledby={id}>
        {items.map((item, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an entry is its place in the list.
          <li key={index}>
            <div className="studio-field-head">
              <span className="studio-item-title">{titleOf(shape, item, index)}</span>
              <button
                type="button"
                className="studio-remove"
                aria-label={t('inspector.removeItem', { number: index + 1, field: name })}
                onClick={() => draft.run({ type: 'removeField', path: [...path, index] })}
              >
                <span aria-hidden="true">×</span>
              </button>
            </div>
            {isRecord(item) && <Fields {...{ draft, shape, language, scope }} path={[...path, index]} value={item} />}
          </li>
        ))}
      </ol>
      <button
        type="button"
        className="studio-add"
        onClick={() =>
          draft.run({ type: 'setField', path: [...path, items.length], value: emptyItem(shape, language, others.at(-1)?.name) })
        }
      >
        + {t('inspector.addItem', { field: name })}
      </button>
    </>
  )
}

function titleOf(shape: string, item: unknown, index: number): string {
  if (shape === 'ChoiceRule' || shape === 'NestedRule') return `${index + 1}. ${ruleText(item)}`
  const errors = isRecord(item) && Array.isArray(item['ErrorEquals']) ? item['ErrorEquals'].join(', ') : ''
  return `${index + 1}. ${errors}`
}

function readJson(text: string): { value: unknown } | undefined {
  if (/^\s*\{%[\s\S]*%\}\s*$/.test(text)) return { value: text.trim() }
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}

/** A number where it is one; an expression, or what somebody is still writing, as text. */
function numberOr(text: string): unknown {
  return text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text
}

function namesIn(text: string): string[] {
  return text.split(',').map((name, index) => (index === 0 ? name : name.replace(/^ /, '')))
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
