"""Calls every operation that is served with boto3. First a short story: makes one of everything, pages, waits, is refused, and takes it
away again. Then each operation that the story left out, each paginator and each waiter, with the smallest input its model allows. A call
may be answered or refused; one that breaks the client is printed, as a line of JSON each.

usage: boto3_sweep.py ENDPOINT OPERATIONS     (OPERATIONS: {"states": ["CreateActivity", ...], ...})
SWEEP_ACCESS_KEY_ID, SWEEP_SECRET_ACCESS_KEY: a key, where the server asks for one
"""

import io
import json
import os
import sys
import zipfile

import boto3
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.exceptions import ClientError, WaiterError
from botocore.httpsession import URLLib3Session
from urllib3.filepost import encode_multipart_formdata

ENDPOINT, SERVED = sys.argv[1], json.loads(sys.argv[2])
NAMES = {"states": "stepfunctions", "monitoring": "cloudwatch"}
config = Config(retries={"max_attempts": 0}, inject_host_prefix=False, parameter_validation=True, read_timeout=15)
key = (os.environ.get("SWEEP_ACCESS_KEY_ID", "test"), os.environ.get("SWEEP_SECRET_ACCESS_KEY", "test"))
session = boto3.Session(*key, region_name="us-east-1")
clients = {scope: session.client(NAMES.get(scope, scope), endpoint_url=ENDPOINT, config=config) for scope in SERVED}
called = set()
paged = set()
waited = set()


def report(scope, operation, error):
    print(json.dumps({"call": "%s:%s" % (scope, operation), "error": "%s: %s" % (type(error).__name__, str(error)[:300])}))


def method_of(client, operation):
    return next(name for name, wire in client.meta.method_to_api_mapping.items() if wire == operation)


def call(scope, operation, **arguments):
    """The answer; nothing when it was refused or broke."""
    called.add((scope, operation))
    client = clients[scope]
    try:
        return getattr(client, method_of(client, operation))(**arguments)
    except ClientError as error:
        report(scope, operation, error)
    except Exception as error:
        report(scope, operation, error)
    return None


def refused(code, scope, operation, **arguments):
    """Refused by an exception that the client has a class for."""
    client = clients[scope]
    called.add((scope, operation))
    try:
        getattr(client, method_of(client, operation))(**arguments)
        report(scope, operation, AssertionError("was not refused with " + code))
    except getattr(client.exceptions, code):
        pass
    except Exception as error:
        report(scope, operation, error)


def pages(scope, operation, key, **arguments):
    called.add((scope, operation))
    paged.add((scope, operation))
    client = clients[scope]
    try:
        paginator = client.get_paginator(method_of(client, operation))
        return [item for page in paginator.paginate(PaginationConfig={"PageSize": 1}, **arguments) for item in page[key]]
    except Exception as error:
        report(scope, operation, error)
        return []


def wait(scope, name, **arguments):
    waited.add((scope, name))
    try:
        clients[scope].get_waiter(name).wait(WaiterConfig={"Delay": 1, "MaxAttempts": 10}, **arguments)
    except Exception as error:
        report(scope, "waiter " + name, error)


def trust(service):
    principal = {"Service": service} if service else {"AWS": "123456789012"}
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": principal}]})


def document(action):
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]})


def archive(text):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        packed.writestr("main.js", text)
    return data.getvalue()


def identities():
    for index in range(3):
        call("iam", "CreateRole", RoleName="sweep-%d" % index, AssumeRolePolicyDocument=trust(None), Tags=[{"Key": "k", "Value": "v"}])
    role = call("iam", "CreateRole", RoleName="sweep", AssumeRolePolicyDocument=trust("lambda.amazonaws.com"))["Role"]
    call("iam", "CreateRole", RoleName="sweep-machine", AssumeRolePolicyDocument=trust("states.amazonaws.com"))
    wait("iam", "role_exists", RoleName="sweep")
    assert len(pages("iam", "ListRoles", "Roles")) >= 5
    policy = call("iam", "CreatePolicy", PolicyName="sweep", PolicyDocument=document("sqs:*"))["Policy"]["Arn"]
    wait("iam", "policy_exists", PolicyArn=policy)
    call("iam", "GetPolicy", PolicyArn=policy)
    call("iam", "GetPolicyVersion", PolicyArn=policy, VersionId="v1")
    call("iam", "CreatePolicyVersion", PolicyArn=policy, PolicyDocument=document("sns:*"), SetAsDefault=True)
    pages("iam", "ListPolicyVersions", "Versions", PolicyArn=policy)
    call("iam", "SetDefaultPolicyVersion", PolicyArn=policy, VersionId="v1")
    call("iam", "DeletePolicyVersion", PolicyArn=policy, VersionId="v2")
    call("iam", "TagPolicy", PolicyArn=policy, Tags=[{"Key": "a", "Value": "b"}])
    call("iam", "ListPolicyTags", PolicyArn=policy)
    call("iam", "UntagPolicy", PolicyArn=policy, TagKeys=["a"])
    pages("iam", "ListPolicies", "Policies", Scope="Local")
    call("iam", "AttachRolePolicy", RoleName="sweep", PolicyArn=policy)
    pages("iam", "ListAttachedRolePolicies", "AttachedPolicies", RoleName="sweep")
    pages("iam", "ListEntitiesForPolicy", "PolicyRoles", PolicyArn=policy)
    call("iam", "PutRolePermissionsBoundary", RoleName="sweep-0", PermissionsBoundary=policy)
    call("iam", "DeleteRolePermissionsBoundary", RoleName="sweep-0")
    call("iam", "PutRolePolicy", RoleName="sweep", PolicyName="inline", PolicyDocument=document("logs:*"))
    call("iam", "GetRolePolicy", RoleName="sweep", PolicyName="inline")
    pages("iam", "ListRolePolicies", "PolicyNames", RoleName="sweep")
    call("iam", "DeleteRolePolicy", RoleName="sweep", PolicyName="inline")
    call("iam", "UpdateRole", RoleName="sweep", MaxSessionDuration=7200, Description="d")
    call("iam", "UpdateRoleDescription", RoleName="sweep", Description="e")
    call("iam", "UpdateAssumeRolePolicy", RoleName="sweep-0", PolicyDocument=trust("lambda.amazonaws.com"))
    call("iam", "TagRole", RoleName="sweep", Tags=[{"Key": "a", "Value": "b"}])
    call("iam", "ListRoleTags", RoleName="sweep")
    call("iam", "UntagRole", RoleName="sweep", TagKeys=["a"])
    call("iam", "CreateInstanceProfile", InstanceProfileName="sweep")
    wait("iam", "instance_profile_exists", InstanceProfileName="sweep")
    call("iam", "AddRoleToInstanceProfile", InstanceProfileName="sweep", RoleName="sweep")
    pages("iam", "ListInstanceProfiles", "InstanceProfiles")
    pages("iam", "ListInstanceProfilesForRole", "InstanceProfiles", RoleName="sweep")
    call("iam", "RemoveRoleFromInstanceProfile", InstanceProfileName="sweep", RoleName="sweep")
    call("iam", "DeleteInstanceProfile", InstanceProfileName="sweep")
    refused("NoSuchEntityException", "iam", "GetRole", RoleName="nobody")
    refused("EntityAlreadyExistsException", "iam", "CreateRole", RoleName="sweep", AssumeRolePolicyDocument=trust(None))
    refused("DeleteConflictException", "iam", "DeleteRole", RoleName="sweep")
    refused("MalformedPolicyDocumentException", "iam", "CreatePolicy", PolicyName="x", PolicyDocument="{}")
    call("iam", "SimulatePrincipalPolicy", PolicySourceArn=role["Arn"], ActionNames=["sqs:SendMessage"])
    call("sts", "GetCallerIdentity")
    call("sts", "GetSessionToken")
    call("sts", "AssumeRole", RoleArn=role["Arn"].replace("sweep", "sweep-1"), RoleSessionName="me")
    return role["Arn"], policy


def functions(role):
    code = "exports.handler = async event => { if (event.fail) throw new Error('no'); return event }"
    arguments = dict(Runtime="nodejs22.x", Role=role, Handler="main.handler", Code={"ZipFile": archive(code)})
    for name in ("sweep", "sweep-2"):
        arn = call("lambda", "CreateFunction", FunctionName=name, **arguments)["FunctionArn"]
        wait("lambda", "function_active_v2", FunctionName=name)
    wait("lambda", "function_exists", FunctionName="sweep")
    assert len(pages("lambda", "ListFunctions", "Functions")) >= 2
    call("lambda", "GetFunction", FunctionName="sweep")
    call("lambda", "GetFunctionConfiguration", FunctionName="sweep")
    answer = call("lambda", "Invoke", FunctionName="sweep", Payload=b'{"a": 1}', LogType="Tail")
    assert json.loads(answer["Payload"].read()) == {"a": 1}, answer
    assert call("lambda", "Invoke", FunctionName="sweep", Payload=b'{"fail": 1}')["FunctionError"] == "Unhandled"
    assert call("lambda", "Invoke", FunctionName="sweep", InvocationType="Event")["StatusCode"] == 202
    call("lambda", "UpdateFunctionConfiguration", FunctionName="sweep", Timeout=10)
    wait("lambda", "function_updated_v2", FunctionName="sweep")
    call("lambda", "UpdateFunctionCode", FunctionName="sweep", ZipFile=archive(code + "\n"))
    call("lambda", "PublishVersion", FunctionName="sweep")
    pages("lambda", "ListVersionsByFunction", "Versions", FunctionName="sweep")
    call("lambda", "CreateAlias", FunctionName="sweep", Name="live", FunctionVersion="1")
    call("lambda", "GetAlias", FunctionName="sweep", Name="live")
    call("lambda", "UpdateAlias", FunctionName="sweep", Name="live", Description="d")
    pages("lambda", "ListAliases", "Aliases", FunctionName="sweep")
    permission = dict(StatementId="s", Action="lambda:InvokeFunction", Principal="s3.amazonaws.com")
    call("lambda", "AddPermission", FunctionName="sweep", **permission)
    call("lambda", "GetPolicy", FunctionName="sweep")
    call("lambda", "RemovePermission", FunctionName="sweep", StatementId="s")
    call("lambda", "PutFunctionConcurrency", FunctionName="sweep", ReservedConcurrentExecutions=2)
    call("lambda", "GetFunctionConcurrency", FunctionName="sweep")
    call("lambda", "DeleteFunctionConcurrency", FunctionName="sweep")
    call("lambda", "TagResource", Resource=arn, Tags={"a": "b"})
    call("lambda", "ListTags", Resource=arn)
    call("lambda", "UntagResource", Resource=arn, TagKeys=["a"])
    layer = call("lambda", "PublishLayerVersion", LayerName="sweep", Content={"ZipFile": archive(code)})["LayerVersionArn"]
    call("lambda", "GetLayerVersion", LayerName="sweep", VersionNumber=1)
    call("lambda", "GetLayerVersionByArn", Arn=layer)
    pages("lambda", "ListLayers", "Layers")
    pages("lambda", "ListLayerVersions", "LayerVersions", LayerName="sweep")
    call("lambda", "DeleteLayerVersion", LayerName="sweep", VersionNumber=1)
    call("lambda", "GetAccountSettings")
    refused("ResourceNotFoundException", "lambda", "GetFunction", FunctionName="nobody")
    refused("ResourceConflictException", "lambda", "CreateFunction", FunctionName="sweep", **arguments)
    refused("InvalidParameterValueException", "lambda", "CreateFunction", FunctionName="x", **{**arguments, "Runtime": "cobol"})
    refused("InvalidRequestContentException", "lambda", "Invoke", FunctionName="sweep", Payload=b"{")
    call("lambda", "DeleteAlias", FunctionName="sweep", Name="live")
    for name in ("sweep", "sweep-2"):
        call("lambda", "DeleteFunction", FunctionName=name)


def machines():
    role = "arn:aws:iam::123456789012:role/sweep-machine"
    text = json.dumps({"StartAt": "A", "States": {"A": {"Type": "Pass", "End": True}}})
    call("states", "ValidateStateMachineDefinition", definition=text)
    arn = call("states", "CreateStateMachine", name="sweep", definition=text, roleArn=role)["stateMachineArn"]
    express = call("states", "CreateStateMachine", name="sweep-x", definition=text, roleArn=role, type="EXPRESS")["stateMachineArn"]
    call("states", "DescribeStateMachine", stateMachineArn=arn)
    assert len(pages("states", "ListStateMachines", "stateMachines")) >= 2
    started = [call("states", "StartExecution", stateMachineArn=arn, input="{}")["executionArn"] for _ in range(3)]
    assert len(pages("states", "ListExecutions", "executions", stateMachineArn=arn)) == 3
    call("states", "DescribeExecution", executionArn=started[0])
    pages("states", "GetExecutionHistory", "events", executionArn=started[0])
    call("states", "DescribeStateMachineForExecution", executionArn=started[0])
    assert call("states", "StartSyncExecution", stateMachineArn=express)["status"] == "SUCCEEDED"
    version = call("states", "PublishStateMachineVersion", stateMachineArn=arn)["stateMachineVersionArn"]
    call("states", "ListStateMachineVersions", stateMachineArn=arn)
    routing = [{"stateMachineVersionArn": version, "weight": 100}]
    alias = call("states", "CreateStateMachineAlias", name="live", routingConfiguration=routing)["stateMachineAliasArn"]
    call("states", "DescribeStateMachineAlias", stateMachineAliasArn=alias)
    call("states", "UpdateStateMachineAlias", stateMachineAliasArn=alias, description="d")
    call("states", "ListStateMachineAliases", stateMachineArn=arn)
    call("states", "DeleteStateMachineAlias", stateMachineAliasArn=alias)
    call("states", "DeleteStateMachineVersion", stateMachineVersionArn=version)
    call("states", "UpdateStateMachine", stateMachineArn=arn, definition=text.replace('"A"', '"B"'))
    call("states", "TagResource", resourceArn=arn, tags=[{"key": "a", "value": "b"}])
    call("states", "ListTagsForResource", resourceArn=arn)
    call("states", "UntagResource", resourceArn=arn, tagKeys=["a"])
    call("states", "TestState", definition=json.dumps({"Type": "Pass", "End": True}), input="{}")
    activity = call("states", "CreateActivity", name="sweep")["activityArn"]
    call("states", "DescribeActivity", activityArn=activity)
    pages("states", "ListActivities", "activities")
    waiting = json.dumps({"StartAt": "W", "States": {"W": {"Type": "Task", "Resource": activity, "End": True}}})
    parked = call("states", "CreateStateMachine", name="sweep-w", definition=waiting, roleArn=role)["stateMachineArn"]
    tokens = []
    for _ in range(2):
        call("states", "StartExecution", stateMachineArn=parked)
        tokens.append(call("states", "GetActivityTask", activityArn=activity)["taskToken"])
    call("states", "SendTaskHeartbeat", taskToken=tokens[0])
    call("states", "SendTaskSuccess", taskToken=tokens[0], output="1")
    call("states", "SendTaskFailure", taskToken=tokens[1], error="E", cause="c")
    failed = pages("states", "ListExecutions", "executions", stateMachineArn=parked, statusFilter="FAILED")[0]["executionArn"]
    call("states", "RedriveExecution", executionArn=failed)
    call("states", "StopExecution", executionArn=failed)
    refused("StateMachineDoesNotExist", "states", "DescribeStateMachine", stateMachineArn=arn + "x")
    refused("InvalidDefinition", "states", "CreateStateMachine", name="x", definition="{}", roleArn=role)
    refused("InvalidToken", "states", "SendTaskSuccess", taskToken="none", output="1")
    refused("ExecutionDoesNotExist", "states", "StopExecution", executionArn=started[0] + "x")
    call("states", "DeleteActivity", activityArn=activity)
    for machine in (arn, express, parked):
        call("states", "DeleteStateMachine", stateMachineArn=machine)


def logs():
    for index in range(2):
        call("logs", "CreateLogGroup", logGroupName="/sweep/%d" % index, tags={"a": "b"})
    assert len(pages("logs", "DescribeLogGroups", "logGroups", logGroupNamePrefix="/sweep/")) == 2
    for name in ("a", "b"):
        call("logs", "CreateLogStream", logGroupName="/sweep/0", logStreamName=name)
    assert len(pages("logs", "DescribeLogStreams", "logStreams", logGroupName="/sweep/0")) == 2
    now = 1000 * int(__import__("time").time())
    events = [{"timestamp": now + index, "message": "line %d" % index} for index in range(3)]
    call("logs", "PutLogEvents", logGroupName="/sweep/0", logStreamName="a", logEvents=events)
    call("logs", "GetLogEvents", logGroupName="/sweep/0", logStreamName="a", limit=1)
    pages("logs", "FilterLogEvents", "events", logGroupName="/sweep/0", filterPattern="line")
    call("logs", "PutRetentionPolicy", logGroupName="/sweep/0", retentionInDays=7)
    call("logs", "DeleteRetentionPolicy", logGroupName="/sweep/0")
    refused("ResourceNotFoundException", "logs", "GetLogEvents", logGroupName="/sweep/none", logStreamName="a")
    refused("ResourceAlreadyExistsException", "logs", "CreateLogGroup", logGroupName="/sweep/0")
    call("logs", "DeleteLogStream", logGroupName="/sweep/0", logStreamName="a")
    for index in range(2):
        call("logs", "DeleteLogGroup", logGroupName="/sweep/%d" % index)


def forms():
    """A browser's upload, its policy signed as Version 4 and as the client does by itself."""
    client = session.client("s3", endpoint_url=ENDPOINT, config=config)
    clients.setdefault("s3", client)
    versions = [client, session.client("s3", endpoint_url=ENDPOINT, config=config.merge(Config(signature_version="s3v4")))]
    http = URLLib3Session(verify=os.environ.get("AWS_CA_BUNDLE") or True)
    call("s3", "CreateBucket", Bucket="sweep-forms")
    call("s3", "GetBucketAcl", Bucket="sweep-forms")
    for index, signer in enumerate(versions):
        own = dict(Fields={"acl": "private"}, Conditions=[{"acl": "private"}, ["content-length-range", 1, 5]], ExpiresIn=60)
        form = signer.generate_presigned_post("sweep-forms", "a/${filename}", **own)
        for text, status in (("hello", 204), ("too long", 400)):
            body, kind = encode_multipart_formdata({**form["fields"], "file": ("%d.txt" % index, text)})
            answer = http.send(AWSRequest("POST", form["url"], {"Content-Type": kind}, body).prepare())
            if answer.status_code != status:
                report("s3", "form %d" % index, AssertionError(answer.text))
        read = call("s3", "GetObject", Bucket="sweep-forms", Key="a/%d.txt" % index)
        if read and read["Body"].read() != b"hello":
            report("s3", "form %d" % index, AssertionError("another object"))
        call("s3", "DeleteObject", Bucket="sweep-forms", Key="a/%d.txt" % index)
    call("s3", "DeleteBucket", Bucket="sweep-forms")


def smallest(shape):
    """The smallest value that a model's shape allows."""
    kind = shape.type_name
    if kind == "structure":
        return {name: smallest(shape.members[name]) for name in shape.required_members}
    if kind == "list":
        return [smallest(shape.member) for _ in range(shape.metadata.get("min", 0))]
    if kind == "string":
        return shape.enum[0] if shape.enum else "x" * max(1, shape.metadata.get("min", 1))
    return {"map": {}, "boolean": False, "blob": b"x", "timestamp": 0}.get(kind, shape.metadata.get("min", 1))


def understood(scope, operation, act):
    """Whether it is answered, or refused in words that the client knows."""
    try:
        act()
    except ClientError as error:
        code = error.response["Error"].get("Code")
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        if not code or status >= 500 or code in ("UnknownOperationException", "InvalidAction"):
            report(scope, operation, error)
    except Exception as error:
        report(scope, operation, error)


def minimal(client, operation):
    shape = client.meta.service_model.operation_model(operation).input_shape
    return smallest(shape) if shape else {}


def every_paginator():
    for scope, operations in SERVED.items():
        client = clients[scope]
        for operation in operations:
            if (scope, operation) in paged or operation not in client.meta.service_model.operation_names:
                continue
            method = method_of(client, operation)
            if client.can_paginate(method):
                few = client.get_paginator(method).paginate(PaginationConfig={"MaxItems": 3}, **minimal(client, operation))
                understood(scope, "pages of " + operation, lambda: list(few))


def every_waiter():
    for scope, operations in SERVED.items():
        client = clients[scope]
        for name in client.waiter_names:
            waiter = client.get_waiter(name)
            if (scope, name) in waited or waiter.config.operation not in operations:
                continue
            arguments = minimal(client, waiter.config.operation)
            try:
                waiter.wait(WaiterConfig={"Delay": 0, "MaxAttempts": 1}, **arguments)
            except WaiterError as error:
                status = error.last_response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
                if not 200 <= status < 500:
                    report(scope, "waiter " + name, error)
            except Exception as error:
                report(scope, "waiter " + name, error)


def everything_else():
    for scope, operations in SERVED.items():
        client = clients[scope]
        for operation in operations:
            # What Pasos has beyond AWS no client of AWS's knows.
            if (scope, operation) in called or operation not in client.meta.service_model.operation_names:
                continue
            act = getattr(client, method_of(client, operation))
            understood(scope, operation, lambda: act(**minimal(client, operation)))


role, policy = identities()
functions(role)
machines()
logs()
forms()
call("iam", "DetachRolePolicy", RoleName="sweep", PolicyArn=policy)
call("iam", "DeletePolicy", PolicyArn=policy)
for name in ("sweep", "sweep-machine", "sweep-0", "sweep-1", "sweep-2"):
    call("iam", "DeleteRole", RoleName=name)
everything_else()
every_paginator()
every_waiter()
