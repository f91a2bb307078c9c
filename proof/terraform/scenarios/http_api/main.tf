terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}

# 1 while creating, 2 for the update phase
variable "step" {
  type    = number
  default = 1
}

provider "aws" {
  region = "us-east-1"
}

resource "aws_iam_role" "machine" {
  name = "http-api-machine"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "states.amazonaws.com" } }]
  })
}

resource "aws_iam_role" "api" {
  name = "http-api"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "apigateway.amazonaws.com" } }]
  })
}

resource "aws_iam_role_policy" "api" {
  role = aws_iam_role.api.name
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = ["states:StartExecution", "states:StartSyncExecution"], Resource = aws_sfn_state_machine.orders.arn }]
  })
}

resource "aws_sfn_state_machine" "orders" {
  name       = "http-api-orders"
  role_arn   = aws_iam_role.machine.arn
  type       = "EXPRESS"
  definition = jsonencode({ StartAt = "P", States = { P = { Type = "Pass", End = true } } })
}

resource "aws_apigatewayv2_api" "shop" {
  name          = "http-api-shop"
  protocol_type = "HTTP"
  description   = "step ${var.step}"
  cors_configuration {
    allow_origins = ["https://shop.example"]
    allow_methods = var.step == 1 ? ["POST"] : ["GET", "POST"]
  }
  tags = { Step = tostring(var.step) }
}

resource "aws_apigatewayv2_integration" "start" {
  api_id              = aws_apigatewayv2_api.shop.id
  integration_type    = "AWS_PROXY"
  integration_subtype = "StepFunctions-StartSyncExecution"
  credentials_arn     = aws_iam_role.api.arn
  request_parameters = {
    StateMachineArn = aws_sfn_state_machine.orders.arn
    Input           = var.step == 1 ? "$request.body" : "$request.body.order"
  }
}

resource "aws_apigatewayv2_integration" "page" {
  api_id             = aws_apigatewayv2_api.shop.id
  integration_type   = "HTTP_PROXY"
  integration_method = "GET"
  integration_uri    = "https://shop.example/{proxy}"
  response_parameters {
    # The provider takes the mappings of a status away when it means to change them, so the status is another one.
    status_code = var.step == 1 ? 403 : 404
    mappings    = { "append:header.x-step" = tostring(var.step) }
  }
}

resource "aws_apigatewayv2_route" "orders" {
  api_id    = aws_apigatewayv2_api.shop.id
  route_key = "POST /orders"
  target    = "integrations/${aws_apigatewayv2_integration.start.id}"
}

resource "aws_apigatewayv2_route" "pages" {
  api_id             = aws_apigatewayv2_api.shop.id
  route_key          = var.step == 1 ? "GET /{proxy+}" : "ANY /{proxy+}"
  authorization_type = var.step == 1 ? "NONE" : "AWS_IAM"
  target             = "integrations/${aws_apigatewayv2_integration.page.id}"
}

resource "aws_apigatewayv2_stage" "default" {
  api_id      = aws_apigatewayv2_api.shop.id
  name        = "$default"
  auto_deploy = true
  tags        = { Step = tostring(var.step) }
}

resource "aws_apigatewayv2_deployment" "first" {
  api_id      = aws_apigatewayv2_api.shop.id
  description = "step ${var.step}"
  depends_on  = [aws_apigatewayv2_route.orders]
}

resource "aws_apigatewayv2_stage" "prod" {
  api_id          = aws_apigatewayv2_api.shop.id
  name            = "prod"
  deployment_id   = aws_apigatewayv2_deployment.first.id
  stage_variables = var.step == 1 ? { a = "1" } : { a = "2", b = "3" }
}
