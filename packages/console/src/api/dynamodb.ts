import { awsJson } from './aws-json.ts'

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

export async function listTables(): Promise<string[]> {
  const names: string[] = []
  let start: string | undefined
  do {
    const page: { TableNames?: string[]; LastEvaluatedTableName?: string } = await call('ListTables', { ExclusiveStartTableName: start })
    names.push(...(page.TableNames ?? []))
    start = page.LastEvaluatedTableName
  } while (start)
  return names
}

export const describeTable = async (TableName: string) => (await call<{ Table: Table }>('DescribeTable', { TableName })).Table

export async function scanTable(TableName: string, start: Item | undefined): Promise<ItemPage> {
  const page = await call<{ Items?: Item[]; LastEvaluatedKey?: Item }>('Scan', { TableName, Limit: 50, ExclusiveStartKey: start })
  return { items: page.Items ?? [], next: page.LastEvaluatedKey }
}
