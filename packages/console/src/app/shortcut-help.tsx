import { useTranslation } from 'react-i18next'
import Modal from '../components/modal.tsx'
import { setPreferences, usePreferences } from './preferences.ts'

const KEYS = [
  { keys: ['/'], key: 'search' },
  { keys: ['g', 'h'], key: 'home' },
  { keys: ['g', 's'], key: 'machines' },
  { keys: ['g', 'e'], key: 'executions' },
  { keys: ['g', 'w'], key: 'waiting' },
  { keys: ['g', 'f'], key: 'functions' },
  { keys: ['g', 'v'], key: 'services' },
  { keys: ['g', 'l'], key: 'logs' },
  { keys: ['j', 'k'], key: 'rows' },
  { keys: ['Enter'], key: 'open' },
  { keys: ['←', '↑', '→', '↓'], key: 'graph' },
  { keys: ['r'], key: 'run' },
  { keys: ['n', 'N'], key: 'failures' },
  { keys: ['[', ']'], key: 'visits' },
  { keys: ['Esc'], key: 'close' },
  { keys: ['Ctrl K', '⌘ K'], key: 'palette' },
  { keys: ['?'], key: 'help' },
] as const

/** Workflow Studio's keys at AWS, and ours for what it has none for. */
const STUDIO_KEYS = [
  { keys: ['Ctrl Z'], key: 'undo' },
  { keys: ['Ctrl Shift Z'], key: 'redo' },
  { keys: ['Ctrl C', 'Ctrl V'], key: 'copy' },
  { keys: ['Ctrl D'], key: 'duplicate' },
  { keys: ['Ctrl A'], key: 'all' },
  { keys: ['Del'], key: 'remove' },
  { keys: ['i'], key: 'insert' },
  { keys: ['Alt C'], key: 'fit' },
] as const

export default function ShortcutHelp({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation()
  const { hasLetterKeys } = usePreferences()
  return (
    <Modal header={t('shortcuts.title')} onDismiss={onClose}>
      <Keys of={KEYS} />
      <h3>{t('shortcuts.studio')}</h3>
      <Keys of={STUDIO_KEYS} />
      <label className="check">
        <input type="checkbox" checked={hasLetterKeys} onChange={event => setPreferences({ hasLetterKeys: event.target.checked })} />
        <span>{t('shortcuts.letters')}</span>
      </label>
    </Modal>
  )
}

function Keys({ of: all }: { of: typeof KEYS | typeof STUDIO_KEYS }) {
  const { t } = useTranslation()
  return (
    <dl className="shortcuts">
      {all.map(({ keys, key }) => (
        <div key={key}>
          <dt>
            {keys.map(each => (
              <kbd key={each}>{each}</kbd>
            ))}
          </dt>
          <dd>{t(`shortcuts.${key}`)}</dd>
        </div>
      ))}
    </dl>
  )
}
