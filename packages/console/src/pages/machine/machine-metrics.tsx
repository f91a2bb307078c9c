import { useSearchParams } from 'wouter'
import { ExecutionCharts } from '../metrics/execution-charts.tsx'
import { SpanChoice, spanOf } from '../metrics/span-choice.tsx'

/** What CloudWatch has counted of one state machine. */
export default function MachineMetrics({ arn }: { arn: string }) {
  const [address, setAddress] = useSearchParams()
  const span = spanOf(address.get('span'))
  return (
    <>
      <div className="toolbar">
        <SpanChoice span={span} onChange={next => setAddress({ tab: 'metrics', span: next }, { replace: true })} />
      </div>
      <ExecutionCharts key={span} arns={[arn]} span={span} />
    </>
  )
}
