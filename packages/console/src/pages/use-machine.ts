import { useQuery } from '@tanstack/react-query'
import { machineQuery, machinesQuery } from '../api/page-queries.ts'

/** A state machine by its name, which is how its page is addressed. `isUnknown` once the server has said that there is none. */
export function useMachine(name: string) {
  const machines = useQuery(machinesQuery)
  const arn = machines.data?.find(machine => machine.name === name)?.stateMachineArn
  const machine = useQuery({ ...machineQuery(arn ?? ''), enabled: arn !== undefined })
  const error = machines.error ?? machine.error
  const retry = () => void (machines.error ? machines.refetch() : machine.refetch())
  return { arn, machine: machine.data, error, retry, isUnknown: machines.data !== undefined && arn === undefined && !machines.isFetching }
}
