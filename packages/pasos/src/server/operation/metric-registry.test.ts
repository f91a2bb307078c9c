import { expect, it } from 'vitest'
import { createMetricRegistry } from './metric-registry.ts'

it('writes counters, gauges and histograms as Prometheus reads them', () => {
  const registry = createMetricRegistry()
  const requests = registry.counter('requests_total', 'Requests.')
  requests.add({ service: 'states', code: '200' })
  requests.add({ service: 'states', code: '200' }, 2)
  requests.add({ service: 'a"b\\c\nd', code: '400' })
  registry.gauge('running', 'Running.', () => 3)
  registry.gauge('unknown', 'Not known here.', () => undefined)
  const seconds = registry.histogram('seconds', 'How long.', [0.1, 1])
  for (const value of [0.05, 0.1, 0.5, 7]) seconds.observe(value)
  expect(registry.render()).toBe(`# HELP requests_total Requests.
# TYPE requests_total counter
requests_total{service="states",code="200"} 3
requests_total{service="a\\"b\\\\c\\nd",code="400"} 1
# HELP running Running.
# TYPE running gauge
running 3
# HELP seconds How long.
# TYPE seconds histogram
seconds_bucket{le="0.1"} 2
seconds_bucket{le="1"} 3
seconds_bucket{le="+Inf"} 4
seconds_sum 7.65
seconds_count 4
`)
})

it('tells labels apart, of which some are among those of the time before', () => {
  const registry = createMetricRegistry()
  const calls = registry.counter('calls', 'Calls.')
  for (const labels of [{ a: '1', b: '2' }, { a: '1' }, { a: '1', b: '2' }, { a: '1', b: '3' }, {}, { a: '1' }, { a: '1' }])
    calls.add(labels)
  expect(registry.render()).toBe(`# HELP calls Calls.
# TYPE calls counter
calls{a="1",b="2"} 2
calls{a="1"} 3
calls{a="1",b="3"} 1
calls 1
`)
})

it('counts each of many labels that come by turns for itself', () => {
  const registry = createMetricRegistry()
  const calls = registry.counter('calls', 'Calls.')
  for (let round = 0; round < 3; round++) for (const a of ['1', '2', '3', '4', '5', '6']) calls.add({ a }, Number(a))
  calls.add({ a: '6' })
  expect(registry.render().match(/[^"]"} \d+/g)).toEqual(['1"} 3', '2"} 6', '3"} 9', '4"} 12', '5"} 15', '6"} 19'])
})
