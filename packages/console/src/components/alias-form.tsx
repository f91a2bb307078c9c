import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import Button from './button.tsx'
import { Problem } from './problem.tsx'

interface Props {
  className: string
  versions: readonly string[]
  /** The version that is offered before somebody chooses another. */
  first: string | undefined
  /** What a version is called among the choices; its number where absent. */
  nameOf?: (version: string) => string
  /** What the button says to the name that is written. */
  verb: (name: string) => string
  point: (name: string, version: string) => Promise<unknown>
  onDone: () => Promise<unknown>
}

/** Lets a name lead to a version, of a state machine or a function. */
export function AliasForm({ className, versions, first, nameOf = version => version, verb, point, onDone }: Props) {
  const { t } = useTranslation()
  const [written, setWritten] = useState('')
  const [chosen, setChosen] = useState<string>()
  const name = written.trim()
  const version = chosen ?? first ?? ''
  const pointing = useMutation({
    mutationFn: () => point(name, version),
    onSuccess: () => {
      setWritten('')
      return onDone()
    },
  })
  return (
    <>
      {pointing.error && <Problem error={pointing.error} />}
      <form
        className={className}
        onSubmit={event => {
          event.preventDefault()
          if (name !== '') pointing.mutate()
        }}
      >
        <input
          className="field-text"
          value={written}
          placeholder={t('versions.aliasName')}
          aria-label={t('versions.aliasName')}
          onChange={event => setWritten(event.target.value)}
        />
        <select
          className="plain-select"
          aria-label={t('versions.aliasVersion')}
          value={version}
          onChange={event => setChosen(event.target.value)}
        >
          {versions.map(each => (
            <option key={each} value={each}>
              {nameOf(each)}
            </option>
          ))}
        </select>
        <Button formAction="submit" loading={pointing.isPending} disabled={name === ''}>
          {verb(name)}
        </Button>
      </form>
    </>
  )
}
