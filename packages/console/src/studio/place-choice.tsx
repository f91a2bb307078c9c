import { type NamedPlace, type Place, placeKey } from '@pasos/graph'
import { useTranslation } from 'react-i18next'

interface Props {
  id: string
  places: readonly NamedPlace[]
  chosen: Place | undefined
  /** Stands for no choice; without it the first place is chosen. */
  usual?: string
  isFocused?: boolean
  onChoose: (place: Place | undefined) => void
}

/** Every place at which a state can go in, for those who do not point at it. */
export function PlaceChoice({ id, places, chosen, usual, isFocused = false, onChoose }: Props) {
  const name = usePlaceName()
  return (
    <select
      id={id}
      className="plain-select"
      // biome-ignore lint/a11y/noAutofocus: somebody has asked for it just now.
      autoFocus={isFocused}
      value={chosen ? placeKey(chosen) : ''}
      onChange={event => onChoose(places.find(({ key }) => key === event.target.value)?.place)}
    >
      {usual !== undefined && <option value="">{usual}</option>}
      {places.map(place => (
        <option key={place.key} value={place.key}>
          {name(place)}
        </option>
      ))}
    </select>
  )
}

export function usePlaceName(): (place: NamedPlace) => string {
  const { t } = useTranslation('studio')
  return ({ kind, owner, from, branch, label }) => {
    if (kind === 'next') return t('place.after', { state: from })
    if (kind === 'choice') return t('place.afterRule', { state: from, rule: label })
    if (kind === 'default') return t('place.afterDefault', { state: from })
    if (kind === 'rule') return t('place.newRule', { state: from })
    if (owner === '') return t('place.first')
    return branch === undefined ? t('place.firstIn', { state: owner }) : t('place.firstInBranch', { state: owner, branch })
  }
}
