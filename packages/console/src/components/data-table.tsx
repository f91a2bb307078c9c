import type { ReactNode } from 'react'
import { useLocation } from 'wouter'

export interface Column<Row> {
  key: string
  head: ReactNode
  cell: (row: Row) => ReactNode
  isNumeric?: boolean
  /** Left out on narrow screens. */
  isOptional?: boolean
}

/** A plain, semantic table. A row takes part in `j`/`k`; Enter or a click anywhere on it opens what it stands for. */
export function DataTable<Row>(props: {
  label: string
  columns: Column<Row>[]
  rows: readonly Row[]
  rowKey: (row: Row) => string
  href: (row: Row) => string
}) {
  const [, go] = useLocation()
  return (
    <div className="table-frame">
      <table className="table" aria-label={props.label}>
        <thead>
          <tr>
            {props.columns.map(column => (
              <th key={column.key} scope="col" className={columnClass(column)}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map(row => (
            <tr
              key={props.rowKey(row)}
              data-row
              tabIndex={-1}
              onClick={event => {
                const isControl = (event.target as HTMLElement).closest('a, button, input')
                if (!isControl && !window.getSelection()?.toString()) go(props.href(row))
              }}
              onKeyDown={event => {
                if (event.key === 'Enter' && event.target === event.currentTarget) go(props.href(row))
              }}
            >
              {props.columns.map(column => (
                <td key={column.key} className={columnClass(column)}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function columnClass<Row>(column: Column<Row>): string {
  return `${column.isNumeric ? 'numeric' : ''} ${column.isOptional ? 'optional' : ''}`.trim()
}
