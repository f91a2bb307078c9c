/**
 * The fields of a row of CSV. AWS ("How Step Functions parses input CSV files"): a field may stand in quotes, which then may hold the
 * delimiter and line breaks; a doubled quote stands for one, also in a field without quotes around it; a backslash before itself, a quote
 * or the delimiter stands for what follows, before anything else it is dropped.
 */
export function csvFields(row: string, delimiter: string): string[] {
  if (!row.includes('"') && !row.includes('\\')) return row.split(delimiter)
  const fields: string[] = []
  let field = ''
  let isQuoted = false
  let isFieldStart = true
  for (let index = 0; index < row.length; index++) {
    const character = row.charAt(index)
    if (character === '\\') field += row.charAt(++index)
    else if (character === '"' && !isFieldStart && row.charAt(index + 1) === '"') field += row.charAt(++index)
    else if (isQuoted && character === '"') isQuoted = false
    else if (character === '"' && isFieldStart) isQuoted = true
    else if (character === delimiter && !isQuoted) {
      fields.push(field)
      field = ''
      isFieldStart = true
      continue
    } else field += character
    isFieldStart = false
  }
  return [...fields, field]
}
