import { ExecutionCharts } from '../metrics/execution-charts.tsx'
import { useChartWindow, WindowChoice } from '../metrics/window-choice.tsx'

/** What CloudWatch has counted of one state machine. */
export default function MachineMetrics({ arn }: { arn: string }) {
  const { window, change } = useChartWindow()
  return (
    <>
      <div className="toolbar window-choice">
        <WindowChoice window={window} onChange={change} />
      </div>
      <ExecutionCharts arns={[arn]} window={window} />
    </>
  )
}
