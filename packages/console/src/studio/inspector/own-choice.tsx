import type { JsonPath } from '@pasos/graph'
import { memo, useId, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Draft } from '../use-draft.ts'
import { valueAtPath } from '../value-at-path.ts'
import { isRecord } from './field-kind.ts'
import { isNamedBy, type OwnPlace, ownPlaces, withoutPath } from './own-parameters.ts'
import { type OwnThing, useOwn } from './use-own.ts'

/** The user's own queues, topics, tables … to choose from, one list for each parameter of a call that names one. */
export function OwnParameters({ draft, path, value }: { draft: Draft; path: JsonPath; value: unknown }) {
  const places = ownPlaces(valueAtPath(draft.text, [...path.slice(0, -1), 'Resource']), value)
  const choose = (place: OwnPlace, chosen: string) => {
    const at = [...path, ...place.path]
    const owner = place.isPath ? valueAtPath(draft.text, at.slice(0, -1)) : undefined
    draft.run(
      isRecord(owner)
        ? { type: 'setField', path: at.slice(0, -1), value: withoutPath(owner, String(at.at(-1)), chosen) }
        : { type: 'setField', path: at, value: chosen },
    )
  }
  return places.map(place => (
    <OwnChoice key={place.path.join('/')} label={labelOf(place.path)} {...{ place }} onChoose={chosen => choose(place, chosen)} />
  ))
}

/** A parameter's name; of one within a list also which entry it is of. */
function labelOf(path: JsonPath): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('')
}

/** A list of what there is of a kind. Without anything there is nothing to choose: the text beside it is all there is. */
function OwnChoice({ label, place, onChoose }: { label: string; place: OwnPlace; onChoose: (value: string) => void }) {
  const own = useOwn(place.kind)
  const { t } = useTranslation('studio')
  return <OwnList {...{ label, own, onChoose }} value={place.written} nothing={t(`own.${place.kind}`)} />
}

/** What a task's Resource may call that is the user's own. */
export function OwnResources({ value, onChoose }: { value: unknown; onChoose: (value: string) => void }) {
  const { t } = useTranslation('studio')
  const functions = useOwn('function')
  const activities = useOwn('activity')
  const own = useMemo(() => [...functions, ...activities], [functions, activities])
  const isOwn = /:(function|activity):/.test(String(value))
  // What calls an integration goes on doing so: its parameters are in the fields below.
  if (!isOwn && value !== '' && value !== undefined) return null
  return <OwnList label={t('own.resource')} {...{ own, value, onChoose }} nothing={t('own.function')} />
}

function OwnList(props: { label: string; own: readonly OwnThing[]; value: unknown; nothing: string; onChoose: (value: string) => void }) {
  const { label, own, value, nothing, onChoose } = props
  const { t } = useTranslation('studio')
  const id = useId()
  if (own.length === 0) return null
  const written = value === undefined || value === '' ? '' : String(value)
  const known = own.find(each => isNamedBy(each, written))
  return (
    <div className="studio-own">
      <label htmlFor={id}>{label}</label>
      <select id={id} className="plain-select" value={known?.value ?? ''} onChange={event => onChoose(event.target.value)}>
        {!known && <option value="">{written === '' ? nothing : t('own.written', { value: written })}</option>}
        <Options own={own} />
      </select>
    </div>
  )
}

/** Ten thousand queues are as many options: they are not made again with every key that is typed elsewhere in the form. */
const Options = memo(function Options({ own }: { own: readonly OwnThing[] }) {
  return own.map(each => (
    <option key={each.value} value={each.value}>
      {each.name}
    </option>
  ))
})
