export interface Filter {
  Name?: string
  Values?: string[]
}

/** Whether what a resource says of itself meets all filters; `*` and `?` in a value stand for any characters and for one. */
export function meetsFilters(filters: readonly Filter[] | undefined, valuesOf: (name: string) => readonly string[]): boolean {
  return (filters ?? []).every(({ Name = '', Values = [] }) => {
    const values = valuesOf(Name)
    return Values.some(wanted => values.some(value => wildcard(wanted).test(value)))
  })
}

function wildcard(text: string): RegExp {
  const pattern = text
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^]*')
    .replaceAll('?', '[^]')
  return new RegExp(`^${pattern}$`)
}

/** Values of `tag:NAME`, `tag-key` and `tag-value`. */
export function tagValues(tags: readonly (readonly [string, string])[], name: string): string[] {
  if (name === 'tag-key') return tags.map(([key]) => key)
  if (name === 'tag-value') return tags.map(([, value]) => value)
  return name.startsWith('tag:') ? tags.filter(([key]) => key === name.slice(4)).map(([, value]) => value) : []
}
