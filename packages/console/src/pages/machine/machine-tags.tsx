import Button from '@cloudscape-design/components/button'
import Input from '@cloudscape-design/components/input'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { addTag, listTags, removeTag } from '../../api/step-functions.ts'
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
            <Button
              variant="inline-icon"
              iconName="close"
              ariaLabel={t('tags.remove', { key: tag.key })}
              onClick={() => remove.mutate(tag.key)}
            />
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
        <Input value={key} onChange={event => setKey(event.detail.value)} placeholder={t('tags.key')} ariaLabel={t('tags.key')} />
        <Input value={value} onChange={event => setValue(event.detail.value)} placeholder={t('tags.value')} ariaLabel={t('tags.value')} />
        <Button formAction="submit" disabled={!key.trim()} loading={add.isPending}>
          {t('tags.add')}
        </Button>
      </form>
    </>
  )
}
