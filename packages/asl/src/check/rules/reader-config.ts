import type { CheckContext } from '../check-context.ts'
import { memberOf, textOf } from '../place.ts'
import type { ObjectVisit } from '../visit.ts'

/** What an ItemReader says of a CSV's headers: something of a CSV, nothing of JSON, and which they are where it gives them itself. */
export function checkReaderConfig({ place, name }: ObjectVisit, context: CheckContext): void {
  if (name !== 'ReaderConfig') return
  const inputType = textOf(place, 'InputType')
  const location = memberOf(place, 'CSVHeaderLocation')
  // What files of a manifest begin with is not asked for: the manifest or whoever wrote it may say.
  const isOne = !place.node.members?.has('ManifestType')
  if (inputType === 'CSV' && isOne && location === undefined) context.report('csv-header-location', place)
  if (inputType === 'JSON' && location !== undefined) context.report('unsupported-field', place, { field: 'CSVHeaderLocation' })
  if (location?.node.value === 'GIVEN' && !place.node.members?.has('CSVHeaders'))
    context.report('missing-fields', place, { fields: 'CSVHeaders' })
}
