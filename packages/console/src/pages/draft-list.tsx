import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { draftStore, type ListedDraft, listDrafts } from '../api/drafts.ts'
import Button from '../components/button.tsx'
import Confirm from '../components/confirm.tsx'
import { Moment } from '../components/moment.tsx'
import { Problem } from '../components/problem.tsx'
import { machinePath, resourceName } from '../format/arn.ts'

/** What was begun in the Studio and not published: to go on with, or to discard. Nothing where there is none. */
export default function DraftList() {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const drafts = useQuery({ queryKey: ['drafts'], queryFn: listDrafts })
  const [discarding, setDiscarding] = useState<ListedDraft>()
  const discard = useMutation({
    mutationFn: async ({ key, revision }: ListedDraft) => {
      if ('other' in (await draftStore(key).remove(revision))) throw new Error(t('drafts.changed'))
    },
    onSettled: () => {
      setDiscarding(undefined)
      return queries.invalidateQueries({ queryKey: ['drafts'] })
    },
  })
  if (!drafts.data || drafts.data.drafts.length === 0) return null
  return (
    <section className="card draft-list">
      <h2>{t('drafts.title')}</h2>
      <p className="quiet">{t('drafts.lead', { days: drafts.data.keptDays })}</p>
      {discard.error && <Problem error={discard.error} />}
      <ul className="plain-rows">
        {drafts.data.drafts.map(draft => (
          <li key={draft.key}>
            <span>
              <Link href={draft.key === 'new' ? '/state-machines/new' : `${machinePath(resourceName(draft.key))}/edit`}>
                {draft.name || t('drafts.unnamed')}
              </Link>{' '}
              {draft.key === 'new' && <span className="quiet">{t('drafts.notCreated')}</span>}
            </span>
            <span className="quiet">
              <Moment at={new Date(draft.savedAt)} />
            </span>
            <Button ariaLabel={t('drafts.discardOf', { name: draft.name })} onClick={() => setDiscarding(draft)}>
              {t('drafts.discard')}
            </Button>
          </li>
        ))}
      </ul>
      {discarding && (
        <Confirm
          isDestructive
          title={t('drafts.discardOf', { name: discarding.name })}
          verb={t('drafts.discard')}
          isBusy={discard.isPending}
          onConfirm={() => discard.mutate(discarding)}
          onClose={() => setDiscarding(undefined)}
        >
          <p>{t('drafts.discardText')}</p>
        </Confirm>
      )}
    </section>
  )
}
