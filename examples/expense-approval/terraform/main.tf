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

resource "aws_sns_topic" "approvals" {
  name = "expense-approvals"
}

# Whoever approves. Pasos keeps the message in its outbox, with the token that answers it.
resource "aws_sns_topic_subscription" "approver" {
  topic_arn = aws_sns_topic.approvals.arn
  protocol  = "sms"
  endpoint  = "+15550101"
}

resource "aws_dynamodb_table" "payments" {
  name         = "expense-payments"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "id"
  attribute {
    name = "id"
    type = "S"
  }
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
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.approvals.arn]
  }
  statement {
    actions   = ["dynamodb:PutItem"]
    resources = [aws_dynamodb_table.payments.arn]
  }
}

resource "aws_iam_role" "machine" {
  name               = "expense-approval-machine"
  assume_role_policy = data.aws_iam_policy_document.trust.json
}

resource "aws_iam_role_policy" "machine" {
  name   = "what-the-machine-does"
  role   = aws_iam_role.machine.id
  policy = data.aws_iam_policy_document.machine.json
}

resource "aws_sfn_state_machine" "expense_approval" {
  name     = "expense-approval"
  role_arn = aws_iam_role.machine.arn
  definition = templatefile("${path.module}/../expense-approval.asl.json", {
    approvals_topic = aws_sns_topic.approvals.arn
    payments_table  = aws_dynamodb_table.payments.name
  })
}
