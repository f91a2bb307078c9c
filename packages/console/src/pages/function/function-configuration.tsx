import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type FunctionConfiguration, reserveConcurrency, reservedConcurrency, updateConfiguration } from '../../api/lambda.ts'
import Button from '../../components/button.tsx'
import { Problem } from '../../components/problem.tsx'

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
  const [handler, setHandler] = useState(config.Handler ?? '')
  const [memory, setMemory] = useState(String(config.MemorySize ?? 128))
  const [timeout, setTimeout] = useState(String(config.Timeout ?? 3))
  const [variables, setVariables] = useState(() => Object.entries(config.Environment?.Variables ?? {}))
  const save = useMutation({
    mutationFn: () =>
      updateConfiguration(name, {
        ...{ Handler: handler.trim(), MemorySize: Number(memory), Timeout: Number(timeout) },
        Environment: { Variables: Object.fromEntries(variables.filter(([key]) => key.trim() !== '')) },
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['function', name] }),
  })
  const edit = (index: number, pair: [string, string]) => setVariables(variables.map((each, at) => (at === index ? pair : each)))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form className="card config-form" onSubmit={submit}>
      <label className="field">
        <span>{words('functions.handler')}</span>
        <input className="field-text mono" value={handler} onChange={event => setHandler(event.target.value)} />
      </label>
      <div className="config-numbers">
        <label className="field">
          <span>{words('functions.memory')} (MB)</span>
          <input
            className="field-text"
            type="number"
            min={128}
            max={10_240}
            value={memory}
            onChange={event => setMemory(event.target.value)}
          />
        </label>
        <label className="field">
          <span>{words('functions.timeout')} (s)</span>
          <input
            className="field-text"
            type="number"
            min={1}
            max={900}
            value={timeout}
            onChange={event => setTimeout(event.target.value)}
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
              onChange={event => edit(index, [event.target.value, value])}
            />
            <input
              className="field-text mono"
              aria-label={t('function.variableValue', { count: index + 1 })}
              placeholder={t('function.value')}
              value={value}
              onChange={event => edit(index, [key, event.target.value])}
            />
            <Button
              variant="icon"
              iconName="close"
              ariaLabel={t('function.forget', { name: key || String(index + 1) })}
              onClick={() => setVariables(variables.filter((_, at) => at !== index))}
            />
          </div>
        ))}
        <div>
          <Button variant="link" iconName="add-plus" onClick={() => setVariables([...variables, ['', '']])}>
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
  const [limit, setLimit] = useState<string>()
  const shown = limit ?? String(known.data?.limit ?? '')
  const save = useMutation({
    mutationFn: () => reserveConcurrency(name, shown.trim() === '' ? undefined : Number(shown)),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['concurrency', name] }),
  })
  return (
    <form
      className="card config-form"
      onSubmit={event => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <h2>{t('function.concurrency')}</h2>
      {(known.error ?? save.error) && <Problem error={known.error ?? save.error} />}
      <label className="field">
        <span>{t('function.reserved')}</span>
        <span className="field-hint">{t('function.reservedHint')}</span>
        <input className="field-text" type="number" min={0} value={shown} onChange={event => setLimit(event.target.value)} />
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
