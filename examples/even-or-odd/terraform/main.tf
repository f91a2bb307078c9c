terraform {
  required_version = ">= 1.3"

  required_providers {
    aws     = { source = "hashicorp/aws", version = ">= 5.0" }
    archive = { source = "hashicorp/archive", version = "~> 2.4" }
  }
}

# AWS_ENDPOINT_URL in the environment sends this to Pasos; without it, to AWS.
provider "aws" {
  region = "us-east-1"
}

locals {
  functions = {
    number_generator = "number-generator"
    even             = "even"
    odd              = "odd"
  }
}

data "aws_iam_policy_document" "trust" {
  for_each = toset(["lambda", "states"])
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["${each.key}.amazonaws.com"]
    }
  }
}

resource "aws_iam_role" "functions" {
  name               = "even-or-odd-functions"
  assume_role_policy = data.aws_iam_policy_document.trust["lambda"].json
}

resource "aws_iam_role_policy_attachment" "functions_write_logs" {
  role       = aws_iam_role.functions.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"
}

data "archive_file" "function" {
  for_each    = local.functions
  type        = "zip"
  source_dir  = "${path.module}/../functions/${each.value}"
  output_path = "${path.module}/dist/${each.value}.zip"
}

resource "aws_lambda_function" "function" {
  for_each         = local.functions
  function_name    = "even-or-odd-${each.value}"
  role             = aws_iam_role.functions.arn
  runtime          = "nodejs22.x"
  handler          = "main.handler"
  filename         = data.archive_file.function[each.key].output_path
  source_code_hash = data.archive_file.function[each.key].output_base64sha256
}

resource "aws_iam_role" "machine" {
  name               = "even-or-odd-machine"
  assume_role_policy = data.aws_iam_policy_document.trust["states"].json
}

data "aws_iam_policy_document" "invoke" {
  statement {
    actions   = ["lambda:InvokeFunction"]
    resources = [for function in aws_lambda_function.function : function.arn]
  }
}

resource "aws_iam_role_policy" "machine_invokes" {
  name   = "invoke-the-three-functions"
  role   = aws_iam_role.machine.id
  policy = data.aws_iam_policy_document.invoke.json
}

resource "aws_sfn_state_machine" "even_or_odd" {
  name     = "EvenOrOddTF"
  role_arn = aws_iam_role.machine.arn
  definition = templatefile("${path.module}/../even-or-odd.asl.json", {
    for key, function in aws_lambda_function.function : key => function.arn
  })

  # The machine must not run before its role may invoke the functions.
  depends_on = [aws_iam_role_policy.machine_invokes]
}
