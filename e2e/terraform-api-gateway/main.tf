terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

# What a step changes is changed in place: nothing of the API is made anew.
variable "step" {
  type = number
}

locals {
  second = var.step == 2
}

provider "aws" {}

resource "aws_iam_role" "machine" {
  name = "api-machine"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = ["states.amazonaws.com", "apigateway.amazonaws.com"] } }]
  })
}

resource "aws_iam_role_policy" "start" {
  role   = aws_iam_role.machine.id
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "states:Start*", Resource = "*" }] })
}

resource "aws_sfn_state_machine" "order" {
  name       = "api-order"
  type       = "EXPRESS"
  role_arn   = aws_iam_role.machine.arn
  definition = jsonencode({ StartAt = "Take", States = { Take = { Type = "Pass", Result = { taken = true }, End = true } } })
}

resource "aws_api_gateway_rest_api" "shop" {
  name                         = local.second ? "market" : "shop"
  description                  = local.second ? "all orders" : "orders"
  disable_execute_api_endpoint = false
  binary_media_types           = local.second ? ["image/png"] : ["image/png", "image/gif"]
  endpoint_configuration {
    types = ["REGIONAL"]
  }
  tags = { step = tostring(var.step) }
}

resource "aws_api_gateway_resource" "orders" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  parent_id   = aws_api_gateway_rest_api.shop.root_resource_id
  path_part   = local.second ? "order" : "orders"
}

resource "aws_api_gateway_method" "post" {
  rest_api_id          = aws_api_gateway_rest_api.shop.id
  resource_id          = aws_api_gateway_resource.orders.id
  http_method          = "POST"
  authorization        = local.second ? "NONE" : "AWS_IAM"
  operation_name       = local.second ? "Order" : "Place"
  request_parameters   = { "method.request.header.X-A" = local.second, "method.request.querystring.${local.second ? "b" : "a"}" = true }
  request_models       = { "application/json" = aws_api_gateway_model.order.name }
  request_validator_id = local.second ? aws_api_gateway_request_validator.all.id : aws_api_gateway_request_validator.params.id
}

resource "aws_api_gateway_integration" "start" {
  rest_api_id             = aws_api_gateway_rest_api.shop.id
  resource_id             = aws_api_gateway_resource.orders.id
  http_method             = aws_api_gateway_method.post.http_method
  type                    = "AWS"
  integration_http_method = "POST"
  uri                     = "arn:aws:apigateway:us-east-1:states:action/${local.second ? "StartSyncExecution" : "StartExecution"}"
  credentials             = aws_iam_role.machine.arn
  timeout_milliseconds    = local.second ? 9000 : 29000
  request_parameters      = local.second ? { "integration.request.header.X-B" = "'b'" } : { "integration.request.header.X-A" = "'a'" }
  request_templates = {
    "application/json" = jsonencode({ stateMachineArn = aws_sfn_state_machine.order.arn, input = local.second ? "$util.escapeJavaScript($input.body)" : "{}" })
  }
}

resource "aws_api_gateway_method_response" "ok" {
  rest_api_id         = aws_api_gateway_rest_api.shop.id
  resource_id         = aws_api_gateway_resource.orders.id
  http_method         = aws_api_gateway_method.post.http_method
  status_code         = "200"
  response_models     = { "application/json" = local.second ? "Error" : "Empty" }
  response_parameters = { "method.response.header.X-Kind" = local.second }
}

resource "aws_api_gateway_integration_response" "ok" {
  rest_api_id         = aws_api_gateway_rest_api.shop.id
  resource_id         = aws_api_gateway_resource.orders.id
  http_method         = aws_api_gateway_method.post.http_method
  status_code         = aws_api_gateway_method_response.ok.status_code
  response_parameters = { "method.response.header.X-Kind" = local.second ? "'second'" : "'first'" }
  response_templates  = local.second ? { "application/json" = "$input.path('$.output')" } : {}
  depends_on          = [aws_api_gateway_integration.start]
}

resource "aws_api_gateway_deployment" "now" {
  rest_api_id = aws_api_gateway_rest_api.shop.id
  description = "step ${var.step}"
  triggers    = { step = var.step }
  depends_on  = [aws_api_gateway_integration_response.ok, aws_api_gateway_gateway_response.missing]
  lifecycle {
    create_before_destroy = true
  }
}

resource "aws_api_gateway_stage" "prod" {
  rest_api_id   = aws_api_gateway_rest_api.shop.id
  deployment_id = aws_api_gateway_deployment.now.id
  stage_name    = "prod"
  description   = "step ${var.step}"
  variables     = local.second ? { b = "2", c = "3" } : { a = "1", b = "1" }
  tags          = { step = tostring(var.step) }
}

output "path" {
  value = "/_execute-api/${aws_api_gateway_rest_api.shop.id}/${aws_api_gateway_stage.prod.stage_name}/${aws_api_gateway_resource.orders.path_part}"
}

resource "aws_api_gateway_request_validator" "all" {
  rest_api_id                 = aws_api_gateway_rest_api.shop.id
  name                        = "all"
  validate_request_body       = true
  validate_request_parameters = local.second
}

resource "aws_api_gateway_request_validator" "params" {
  rest_api_id                 = aws_api_gateway_rest_api.shop.id
  name                        = local.second ? "parameters" : "params"
  validate_request_parameters = true
}

resource "aws_api_gateway_model" "order" {
  rest_api_id  = aws_api_gateway_rest_api.shop.id
  name         = "Order"
  description  = local.second ? "an order" : null
  content_type = "application/json"
  schema       = jsonencode({ type = "object", required = local.second ? ["item", "count"] : ["item"] })
}

resource "aws_api_gateway_gateway_response" "missing" {
  rest_api_id         = aws_api_gateway_rest_api.shop.id
  response_type       = "MISSING_AUTHENTICATION_TOKEN"
  status_code         = local.second ? "404" : null
  response_parameters = local.second ? { "gatewayresponse.header.X-Kind" = "'none'" } : {}
  response_templates  = { "application/json" = local.second ? "{\"no\":$context.error.messageString}" : "{}" }
}
