import { awsJson } from './aws-json.ts'
import { allPages } from './aws-pages.ts'

const call = awsJson({ service: 'dynamodb', target: 'DynamoDB_20120810', version: '1.0' })

/** An attribute's value as DynamoDB writes it: `{ "S": "text" }`. */
export type AttributeValue = { [type: string]: unknown }
export type Item = Record<string, AttributeValue>

export interface Table {
  TableName: string
  TableArn: string
  TableStatus: string
  ItemCount: number
  TableSizeBytes: number
  KeySchema: { AttributeName: string; KeyType: string }[]
  GlobalSecondaryIndexes?: { IndexName: string }[]
  BillingModeSummary?: { BillingMode: string }
}

export interface ItemPage {
  items: Item[]
  /** Where the next page begins; missing on the last. */
  next: Item | undefined
}

export const listTables = () =>
  allPages(async ExclusiveStartTableName => {
    const page = await call<{ TableNames?: string[]; LastEvaluatedTableName?: string }>('ListTables', { ExclusiveStartTableName })
    return [page.TableNames, page.LastEvaluatedTableName]
  })

export const describeTable = async (TableName: string) => (await call<{ Table: Table }>('DescribeTable', { TableName })).Table

export async function scanTable(TableName: string, start: Item | undefined): Promise<ItemPage> {
  const page = await call<{ Items?: Item[]; LastEvaluatedKey?: Item }>('Scan', { TableName, Limit: 50, ExclusiveStartKey: start })
  return { items: page.Items ?? [], next: page.LastEvaluatedKey }
}
