import { expect, it } from 'vitest'
import { widgetsOf } from './dashboard-widgets.ts'

const body = (...widgets: object[]) => JSON.stringify({ widgets })
const metrics = (list: unknown[], more: object = {}) => {
  const [widget] = widgetsOf(body({ type: 'metric', properties: { metrics: list, ...more } }))
  return widget?.kind === 'metric' ? widget.lines : []
}

it('widgets stand from the top down and from left to right, each as wide as it is said', () => {
  const found = widgetsOf(
    body(
      { type: 'text', x: 12, y: 6, width: 12, properties: { markdown: '# Shop\nSee [the guide](https://example.org).\n\nSecond.' } },
      { type: 'alarm', x: 0, y: 6, width: 99, properties: { title: 'Bad', alarms: ['arn:aws:cloudwatch:us-east-1:1:alarm:too:many'] } },
      { type: 'explorer', y: 0 },
      { type: 'log', x: 3, y: 0, properties: { query: "SOURCE '/aws/lambda/f' | SOURCE 'g' | fields @message" } },
    ),
  )
  expect(found).toEqual([
    { kind: 'other', type: 'explorer', title: '', width: 6 },
    { kind: 'log', title: '', width: 6, groups: ['/aws/lambda/f', 'g'], query: "SOURCE '/aws/lambda/f' | SOURCE 'g' | fields @message" },
    { kind: 'alarm', title: 'Bad', width: 24, names: ['too:many'] },
    {
      ...{ kind: 'text', title: '', width: 12 },
      paragraphs: [
        { isHeading: true, text: 'Shop' },
        { isHeading: false, text: 'See the guide (https://example.org).' },
        { isHeading: false, text: 'Second.' },
      ],
    },
  ])
})

it('a metric may leave out what the one before it has', () => {
  const arn = 'arn:aws:states:us-east-1:1:stateMachine:M'
  const lines = metrics(
    [
      ['AWS/States', 'ExecutionsFailed', 'StateMachineArn', arn, { stat: 'Sum', label: 'bad' }],
      ['.', 'ExecutionsStarted', '.', '.'],
      ['...', `${arn}2`, { stat: 'p99' }],
      ['Shop', 'Orders'],
    ],
    { stat: 'Maximum' },
  )
  const states = (name: string, Value: string) => ({ namespace: 'AWS/States', name, dimensions: [{ Name: 'StateMachineArn', Value }] })
  expect(lines).toEqual([
    { label: 'bad', statistic: 'Sum', metric: states('ExecutionsFailed', arn) },
    { label: 'ExecutionsStarted · M', statistic: 'Maximum', metric: states('ExecutionsStarted', arn) },
    { label: 'ExecutionsStarted · M2', statistic: 'p99', metric: states('ExecutionsStarted', `${arn}2`) },
    { label: 'Orders', statistic: 'Maximum', metric: { namespace: 'Shop', name: 'Orders', dimensions: [] } },
  ])
})

it('an expression keeps its metrics, hidden or not, by their ids, and the average is what nobody has to ask for', () => {
  expect(metrics([[{ expression: 'm1/m2', label: 'rate' }], ['A', 'B', { visible: false, id: 'm1' }], ['A', 'C']])).toEqual([
    { label: 'rate', expression: 'm1/m2' },
    { label: 'B', id: 'm1', isHidden: true, statistic: 'Average', metric: { namespace: 'A', name: 'B', dimensions: [] } },
    { label: 'C', statistic: 'Average', metric: { namespace: 'A', name: 'C', dimensions: [] } },
  ])
})

it('what is written otherwise than AWS says is no fault', () => {
  expect(widgetsOf('{}')).toEqual([])
  expect(widgetsOf(body({ type: 'metric', width: 'wide', properties: { metrics: 'none', period: 'x' } }))).toEqual([
    { kind: 'metric', title: '', width: 6, lines: [], periodSeconds: 300, isStacked: false },
  ])
  expect(widgetsOf('{"widgets":[1,null,"x"]}')).toEqual([])
})
