import Input from '@cloudscape-design/components/input'

export function SearchField(props: { value: string; onChange: (value: string) => void; label: string }) {
  return (
    <div className="search-field" data-search>
      <Input
        type="search"
        value={props.value}
        onChange={event => props.onChange(event.detail.value)}
        placeholder={props.label}
        ariaLabel={props.label}
      />
    </div>
  )
}
