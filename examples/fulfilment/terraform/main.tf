terraform {
  required_version = ">= 1.3"

  required_providers {
    aws = { source = "hashicorp/aws", version = ">= 5.0" }
  }
}

# AWS_ENDPOINT_URL in the environment sends this to Pasos; without it, to AWS.
provider "aws" {
  region = "us-east-1"
}

resource "aws_dynamodb_table" "stock" {
  name         = "fulfilment-stock"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "sku"
  attribute {
    name = "sku"
    type = "S"
  }
}

resource "aws_dynamodb_table" "accounts" {
  name         = "fulfilment-accounts"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "customer"
  attribute {
    name = "customer"
    type = "S"
  }
}

resource "aws_sqs_queue" "warehouse" {
  name = "fulfilment-warehouse"
}

resource "aws_sns_topic" "news" {
  name = "fulfilment-news"
}

# A short message to the shop's owner; Pasos keeps it in its outbox.
resource "aws_sns_topic_subscription" "owner" {
  topic_arn = aws_sns_topic.news.arn
  protocol  = "sms"
  endpoint  = "+15550100"
}

data "aws_iam_policy_document" "trust" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["states.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "machine" {
  statement {
    actions   = ["dynamodb:UpdateItem"]
    resources = [aws_dynamodb_table.stock.arn, aws_dynamodb_table.accounts.arn]
  }
  statement {
    actions   = ["sqs:SendMessage"]
    resources = [aws_sqs_queue.warehouse.arn]
  }
  statement {
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.news.arn]
  }
}

resource "aws_iam_role" "machine" {
  name               = "fulfilment-machine"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "machine" {
  name   = "what-the-machine-does"
  role   = aws_iam_role.machine.id
  policy = data.aws_iam_policy_document.machine.json
}

resource "aws_sfn_state_machine" "fulfilment" {
  name     = "fulfilment"
  role_arn = aws_iam_role.machine.arn
  definition = templatefile("${path.module}/../fulfilment.asl.json", {
    stock_table     = aws_dynamodb_table.stock.name
    accounts_table  = aws_dynamodb_table.accounts.name
    warehouse_queue = aws_sqs_queue.warehouse.url
    news_topic      = aws_sns_topic.news.arn
  })
}
