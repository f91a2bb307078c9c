export function SearchField(props: { value: string; onChange: (value: string) => void; label: string }) {
  return (
    <div className="search-field" data-search>
      <input
        type="search"
        className="field-text"
        value={props.value}
        onChange={event => props.onChange(event.target.value)}
        placeholder={props.label}
        aria-label={props.label}
      />
    </div>
  )
}
