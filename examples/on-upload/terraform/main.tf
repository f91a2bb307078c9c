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

resource "aws_s3_bucket" "uploads" {
  bucket        = "on-upload-uploads"
  force_destroy = true
}

resource "aws_s3_bucket_notification" "to_eventbridge" {
  bucket      = aws_s3_bucket.uploads.id
  eventbridge = true
}

resource "aws_dynamodb_table" "uploads" {
  name         = "on-upload-uploads"
  billing_mode = "PAY_PER_REQUEST"
  hash_key     = "key"
  attribute {
    name = "key"
    type = "S"
  }
}

data "aws_iam_policy_document" "trust" {
  for_each = toset(["states", "events"])
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["${each.key}.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "machine" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.uploads.arn}/*"]
  }
  statement {
    actions   = ["dynamodb:PutItem"]
    resources = [aws_dynamodb_table.uploads.arn]
  }
}

resource "aws_iam_role" "machine" {
  name               = "on-upload-machine"
  assume_role_policy = data.aws_iam_policy_document.trust["states"].json
}

resource "aws_iam_role_policy" "machine" {
  name   = "what-the-machine-does"
  role   = aws_iam_role.machine.id
  policy = data.aws_iam_policy_document.machine.json
}

resource "aws_sfn_state_machine" "on_upload" {
  name     = "on-upload"
  role_arn = aws_iam_role.machine.arn
  definition = templatefile("${path.module}/../on-upload.asl.json", {
    uploads_table = aws_dynamodb_table.uploads.name
  })
}

data "aws_iam_policy_document" "start" {
  statement {
    actions   = ["states:StartExecution"]
    resources = [aws_sfn_state_machine.on_upload.arn]
  }
}

resource "aws_iam_role" "rule" {
  name               = "on-upload-rule"
  assume_role_policy = data.aws_iam_policy_document.trust["events"].json
}

resource "aws_iam_role_policy" "rule" {
  name   = "start-the-machine"
  role   = aws_iam_role.rule.id
  policy = data.aws_iam_policy_document.start.json
}

resource "aws_cloudwatch_event_rule" "uploaded" {
  name = "on-upload"
  event_pattern = jsonencode({
    source      = ["aws.s3"]
    detail-type = ["Object Created"]
    detail      = { bucket = { name = [aws_s3_bucket.uploads.bucket] } }
  })
}

resource "aws_cloudwatch_event_target" "machine" {
  rule     = aws_cloudwatch_event_rule.uploaded.name
  arn      = aws_sfn_state_machine.on_upload.arn
  role_arn = aws_iam_role.rule.arn
}
