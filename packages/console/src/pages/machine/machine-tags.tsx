import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addTag, listTags, removeTag } from '../../api/step-functions.ts'
import Button from '../../components/button.tsx'
import { Problem } from '../../components/problem.tsx'
import { Waiting } from '../../components/waiting.tsx'

export default function MachineTags({ arn }: { arn: string }) {
  const { t } = useTranslation()
  const queries = useQueryClient()
  const [key, setKey] = useState('')
  const [value, setValue] = useState('')
  const tags = useQuery({ queryKey: ['tags', arn], queryFn: () => listTags(arn) })
  const refresh = () => void queries.invalidateQueries({ queryKey: ['tags', arn] })
  const add = useMutation({
    mutationFn: () => addTag(arn, key.trim(), value),
    onSuccess: () => {
      setKey('')
      setValue('')
      refresh()
    },
  })
  const remove = useMutation({ mutationFn: (tag: string) => removeTag(arn, tag), onSuccess: refresh })
  if (tags.error) return <Problem error={tags.error} retry={() => void tags.refetch()} />
  if (!tags.data) return <Waiting />
  return (
    <>
      {(add.error ?? remove.error) && <Problem error={add.error ?? remove.error} />}
      {tags.data.length === 0 && <p className="quiet">{t('tags.empty')}</p>}
      <ul className="tags">
        {tags.data.map(tag => (
          <li key={tag.key}>
            <strong>{tag.key}</strong> {tag.value}
            <Button variant="icon" iconName="close" ariaLabel={t('tags.remove', { key: tag.key })} onClick={() => remove.mutate(tag.key)} />
          </li>
        ))}
      </ul>
      <form
        className="tag-form"
        onSubmit={event => {
          event.preventDefault()
          if (key.trim()) add.mutate()
        }}
      >
        <input
          className="field-text"
          value={key}
          onChange={event => setKey(event.target.value)}
          placeholder={t('tags.key')}
          aria-label={t('tags.key')}
        />
        <input
          className="field-text"
          value={value}
          onChange={event => setValue(event.target.value)}
          placeholder={t('tags.value')}
          aria-label={t('tags.value')}
        />
        <Button formAction="submit" disabled={!key.trim()} loading={add.isPending}>
          {t('tags.add')}
        </Button>
      </form>
    </>
  )
}
