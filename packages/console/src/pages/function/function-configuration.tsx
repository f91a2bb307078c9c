import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { type FunctionConfiguration, reserveConcurrency, reservedConcurrency, updateConfiguration } from '../../api/lambda.ts'
import Button from '../../components/button.tsx'
import { Problem } from '../../components/problem.tsx'
import { useEdits } from '../../components/use-edits.ts'

/** Handler, memory, timeout and environment of a function, and how many of it may run at a time. */
export default function Configuration({ name, config }: { name: string; config: FunctionConfiguration }) {
  return (
    <>
      <General name={name} config={config} />
      <Concurrency name={name} />
    </>
  )
}

function General({ name, config }: { name: string; config: FunctionConfiguration }) {
  const { t } = useTranslation('pages')
  const { t: words } = useTranslation()
  const queries = useQueryClient()
  const { fields, edit, settle } = useEdits({
    handler: config.Handler ?? '',
    memory: String(config.MemorySize ?? 128),
    timeout: String(config.Timeout ?? 3),
    variables: Object.entries(config.Environment?.Variables ?? {}),
  })
  const { variables } = fields
  const save = useMutation({
    mutationFn: ({ handler, memory, timeout, variables }: typeof fields) =>
      updateConfiguration(name, {
        ...{ Handler: handler.trim(), MemorySize: Number(memory), Timeout: Number(timeout) },
        Environment: { Variables: Object.fromEntries(variables.filter(([key]) => key.trim() !== '')) },
      }),
    onSuccess: async (_, sent) => {
      await queries.invalidateQueries({ queryKey: ['function', name] })
      settle(sent)
    },
  })
  const setVariable = (index: number, pair: [string, string]) =>
    edit({ variables: variables.map((each, at) => (at === index ? pair : each)) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate(fields)
  }
  return (
    <form className="card config-form" onSubmit={submit}>
      <label className="field">
        <span>{words('functions.handler')}</span>
        <input className="field-text mono" value={fields.handler} onChange={event => edit({ handler: event.target.value })} />
      </label>
      <div className="config-numbers">
        <label className="field">
          <span>{words('functions.memory')} (MB)</span>
          <input
            className="field-text"
            type="number"
            min={128}
            max={10_240}
            value={fields.memory}
            onChange={event => edit({ memory: event.target.value })}
          />
        </label>
        <label className="field">
          <span>{words('functions.timeout')} (s)</span>
          <input
            className="field-text"
            type="number"
            min={1}
            max={900}
            value={fields.timeout}
            onChange={event => edit({ timeout: event.target.value })}
          />
        </label>
      </div>
      <h2>{t('function.environment')}</h2>
      <div className="variables">
        {variables.map(([key, value], index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row keeps its place while its name is typed.
          <div key={index} className="variable">
            <input
              className="field-text mono"
              aria-label={t('function.variableName', { count: index + 1 })}
              placeholder={t('function.name')}
              value={key}
              onChange={event => setVariable(index, [event.target.value, value])}
            />
            <input
              className="field-text mono"
              aria-label={t('function.variableValue', { count: index + 1 })}
              placeholder={t('function.value')}
              value={value}
              onChange={event => setVariable(index, [key, event.target.value])}
            />
            <Button
              variant="icon"
              iconName="close"
              ariaLabel={t('function.forget', { name: key || String(index + 1) })}
              onClick={() => edit({ variables: variables.filter((_, at) => at !== index) })}
            />
          </div>
        ))}
        <div>
          <Button variant="link" iconName="add-plus" onClick={() => edit({ variables: [...variables, ['', '']] })}>
            {t('function.addVariable')}
          </Button>
        </div>
      </div>
      {save.error && <Problem error={save.error} />}
      <div>
        <Button variant="primary" formAction="submit" loading={save.isPending}>
          {t('function.save')}
        </Button>{' '}
        <span role="status">{save.isSuccess ? t('function.saved') : ''}</span>
      </div>
    </form>
  )
}

function Concurrency({ name }: { name: string }) {
  const { t } = useTranslation('pages')
  const queries = useQueryClient()
  const known = useQuery({ queryKey: ['concurrency', name], queryFn: async () => ({ limit: await reservedConcurrency(name) }) })
  const { fields, edit, settle } = useEdits({ limit: String(known.data?.limit ?? '') })
  const save = useMutation({
    mutationFn: ({ limit }: typeof fields) => reserveConcurrency(name, limit.trim() === '' ? undefined : Number(limit)),
    onSuccess: async (_, sent) => {
      await queries.invalidateQueries({ queryKey: ['concurrency', name] })
      settle(sent)
    },
  })
  return (
    <form
      className="card config-form"
      onSubmit={event => {
        event.preventDefault()
        save.mutate(fields)
      }}
    >
      <h2>{t('function.concurrency')}</h2>
      {(known.error ?? save.error) && <Problem error={known.error ?? save.error} />}
      <label className="field">
        <span>{t('function.reserved')}</span>
        <span className="field-hint">{t('function.reservedHint')}</span>
        <input className="field-text" type="number" min={0} value={fields.limit} onChange={event => edit({ limit: event.target.value })} />
      </label>
      <div>
        <Button formAction="submit" loading={save.isPending} disabled={!known.data}>
          {t('function.save')}
        </Button>{' '}
        <span role="status">{save.isSuccess ? t('function.saved') : ''}</span>
      </div>
    </form>
  )
}
