/** Dims every state whose name does not contain what is typed; Enter opens the first that does, Escape empties the field. */
export function GraphSearch(props: { value: string; label: string; onChange: (value: string) => void; onEnter: () => void }) {
  const { value, label, onChange, onEnter } = props
  return (
    <input
      type="search"
      className="graph-search"
      data-search
      value={value}
      placeholder={label}
      aria-label={label}
      onChange={event => onChange(event.target.value)}
      onKeyDown={event => {
        if (event.key === 'Enter' && value !== '') onEnter()
        if (event.key !== 'Escape' || value === '') return
        event.stopPropagation()
        onChange('')
      }}
    />
  )
}
