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

resource "aws_s3_bucket" "sales" {
  bucket        = "nightly-report-sales"
  force_destroy = true
}

resource "aws_sns_topic" "reports" {
  name = "nightly-reports"
}

resource "aws_sns_topic_subscription" "reader" {
  topic_arn = aws_sns_topic.reports.arn
  protocol  = "sms"
  endpoint  = "+15550102"
}

data "aws_iam_policy_document" "trust" {
  for_each = toset(["states", "scheduler"])
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
    actions   = ["s3:GetObject", "s3:PutObject"]
    resources = ["${aws_s3_bucket.sales.arn}/*"]
  }
  statement {
    actions   = ["s3:ListBucket"]
    resources = [aws_s3_bucket.sales.arn]
  }
  statement {
    actions   = ["sns:Publish"]
    resources = [aws_sns_topic.reports.arn]
  }
  # A distributed Map starts executions of its own machine.
  statement {
    actions   = ["states:StartExecution", "states:DescribeExecution", "states:StopExecution"]
    resources = ["*"]
  }
}

resource "aws_iam_role" "machine" {
  name               = "nightly-report-machine"
  assume_role_policy = data.aws_iam_policy_document.trust["states"].json
}

resource "aws_iam_role_policy" "machine" {
  name   = "what-the-machine-does"
  role   = aws_iam_role.machine.id
  policy = data.aws_iam_policy_document.machine.json
}

resource "aws_sfn_state_machine" "nightly_report" {
  name     = "nightly-report"
  role_arn = aws_iam_role.machine.arn
  definition = templatefile("${path.module}/../nightly-report.asl.json", {
    bucket        = aws_s3_bucket.sales.bucket
    reports_topic = aws_sns_topic.reports.arn
  })
}

data "aws_iam_policy_document" "start" {
  statement {
    actions   = ["states:StartExecution"]
    resources = [aws_sfn_state_machine.nightly_report.arn]
  }
}

resource "aws_iam_role" "schedule" {
  name               = "nightly-report-schedule"
  assume_role_policy = data.aws_iam_policy_document.trust["scheduler"].json
}

resource "aws_iam_role_policy" "schedule" {
  name   = "start-the-report"
  role   = aws_iam_role.schedule.id
  policy = data.aws_iam_policy_document.start.json
}

resource "aws_scheduler_schedule" "nightly" {
  name                         = "nightly-report"
  schedule_expression          = "cron(0 2 * * ? *)"
  schedule_expression_timezone = "Europe/Madrid"
  flexible_time_window {
    mode = "OFF"
  }
  target {
    arn      = aws_sfn_state_machine.nightly_report.arn
    role_arn = aws_iam_role.schedule.arn
    input    = jsonencode({ key = "sales.csv" })
  }
}
