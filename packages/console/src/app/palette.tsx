import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { listFunctions } from '../api/lambda.ts'
import { listMachines } from '../api/step-functions.ts'
import { functionPath, machinePath } from '../format/arn.ts'

interface Place {
  name: string
  kind: string
  path: string
}

const PAGES = {
  home: '/',
  executions: '/executions',
  waiting: '/waiting',
  machines: '/state-machines',
  functions: '/functions',
  services: '/services',
  metrics: '/metrics',
  logs: '/logs',
  iam: '/iam',
  settings: '/settings',
  open: '/open',
  testState: '/test-state',
} as const
/** As many as one scrolls through; who has more names types. */
const MOST = 50

/** Ctrl/⌘ K: go to a page, a state machine or a function by a part of its name, or start a state machine. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const [, go] = useLocation()
  const dialog = useRef<HTMLDialogElement>(null)
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const machines = useQuery({ queryKey: ['machines'], queryFn: listMachines })
  const functions = useQuery({ queryKey: ['functions'], queryFn: listFunctions })
  useEffect(() => dialog.current?.showModal(), [])
  const machineNames = machines.data?.map(machine => machine.name!) ?? []
  const places: Place[] = [
    ...(Object.keys(PAGES) as (keyof typeof PAGES)[]).map(key => ({
      name: t(`shell.${key}`),
      kind: t('palette.page'),
      path: PAGES[key],
    })),
    ...machineNames.map(name => ({ name, kind: t('palette.machine'), path: machinePath(name) })),
    ...machineNames.map(name => ({ name: t('palette.start', { name }), kind: t('palette.machine'), path: `${machinePath(name)}?start` })),
    ...(functions.data ?? []).map(({ FunctionName = '' }) => ({
      name: FunctionName,
      kind: t('palette.function'),
      path: functionPath(FunctionName),
    })),
  ]
  const wanted = text.toLowerCase()
  const found = places
    .filter(place => place.name.toLowerCase().includes(wanted))
    // What begins with the text comes first; sorting is stable, so the rest stays in its order.
    .sort((a, b) => Number(b.name.toLowerCase().startsWith(wanted)) - Number(a.name.toLowerCase().startsWith(wanted)))
    .slice(0, MOST)
  const chosen = Math.min(at, found.length - 1)
  const open = (place: Place | undefined) => {
    if (!place) return
    onClose()
    go(place.path)
  }
  return (
    <dialog ref={dialog} className="palette" aria-label={t('palette.title')} onClose={onClose}>
      <input
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-places"
        aria-activedescendant={found.length > 0 ? `palette-${chosen}` : undefined}
        aria-label={t('palette.field')}
        placeholder={t('palette.field')}
        value={text}
        onChange={event => {
          setText(event.target.value)
          setAt(0)
        }}
        onKeyDown={event => {
          if (event.key === 'ArrowDown') setAt(Math.min(found.length - 1, chosen + 1))
          else if (event.key === 'ArrowUp') setAt(Math.max(0, chosen - 1))
          else if (event.key === 'Enter') open(found[chosen])
          else return
          event.preventDefault()
        }}
      />
      <div id="palette-places" className="palette-places" role="listbox" aria-label={t('palette.title')}>
        {found.map((place, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the field's, which keeps the focus.
          <div
            key={`${place.path}`}
            id={`palette-${index}`}
            role="option"
            ref={index === chosen ? element => element?.scrollIntoView({ block: 'nearest' }) : undefined}
            tabIndex={-1}
            aria-selected={index === chosen}
            onClick={() => open(place)}
            onPointerMove={() => setAt(index)}
          >
            <span>{place.name}</span>
            <span className="quiet">{place.kind}</span>
          </div>
        ))}
      </div>
      {found.length === 0 && <p className="empty">{t('common.noMatch', { text })}</p>}
    </dialog>
  )
}
