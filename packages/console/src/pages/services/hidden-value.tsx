import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import Button from '../../components/button.tsx'
import { JsonText } from '../../components/json-text.tsx'
import { Problem } from '../../components/problem.tsx'

/** A value that is fetched only when one asks to see it, and forgotten when it is hidden again. */
export function HiddenValue({ read }: { read: () => Promise<string | undefined> }) {
  const { t } = useTranslation('services')
  const look = useMutation({ mutationFn: async () => (await read()) ?? null, gcTime: 0 })
  return (
    <section className="card">
      <div className="card-head">
        <h2>{t('hidden.value')}</h2>
        <Button loading={look.isPending} onClick={() => (look.isSuccess ? look.reset() : look.mutate())}>
          {t(look.isSuccess ? 'hidden.hide' : 'hidden.reveal')}
        </Button>
      </div>
      {look.error && <Problem error={look.error} />}
      {look.data === undefined && !look.error && <p className="quiet">{t('hidden.hint')}</p>}
      {look.data === null && <p className="quiet">{t('hidden.binary')}</p>}
      {typeof look.data === 'string' && <JsonText text={look.data} label={t('hidden.value')} />}
    </section>
  )
}
