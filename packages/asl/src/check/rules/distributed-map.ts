import type { CheckContext } from '../check-context.ts'
import { isFilledLater } from '../filled-later.ts'
import { memberOf, textOf } from '../place.ts'
import type { ObjectVisit } from '../visit.ts'

const DISTRIBUTED_ONLY = ['ItemReader', 'ItemBatcher', 'ResultWriter', 'Label'] as const
const WRITES = ['WriterConfig', 'Resource'] as const
// Developer guide, "Map state in Distributed mode": at most 40 characters, none of these.
const BAD_LABEL = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}]/u
const MAX_LABEL = 40

/** Fields and types of workflow that only one of the two modes of a Map state has. */
export function checkDistributedMap({ place, name, type }: ObjectVisit, context: CheckContext): void {
  if (name !== 'Map') return
  const processor = memberOf(place, 'ItemProcessor') ?? memberOf(place, 'Iterator')
  const config = processor && memberOf(processor, 'ProcessorConfig')
  const mode = config && memberOf(config, 'Mode')
  if (mode?.node.value === 'DISTRIBUTED') {
    if (type === 'EXPRESS') context.report('express-distributed-map', mode)
    if (config && textOf(config, 'ExecutionType') === undefined) context.report('missing-fields', config, { fields: 'ExecutionType' })
  } else if (!isFilledLater(mode?.node.value, context)) {
    for (const field of DISTRIBUTED_ONLY) if (place.node.members?.has(field)) context.report('distributed-only', place, { field })
  }
  // AWS: a mode that is not said is none of its concern here.
  if (mode?.node.value === 'INLINE' && config?.node.members?.has('ExecutionType'))
    context.report('unsupported-field', config, { field: 'ExecutionType' })
  const writer = memberOf(place, 'ResultWriter')
  if (writer?.node.members && !WRITES.some(field => writer.node.members?.has(field))) context.report('empty-result-writer', writer)
  const label = memberOf(place, 'Label')
  if (typeof label?.node.value === 'string') {
    const text = label.node.value
    if ([...text].length > MAX_LABEL) context.report('label-length', label, { label: text })
    else if (text === '' || BAD_LABEL.test(text)) context.report('label', label, { label: text })
  }
}
