"""Runs a function's handler: one `start` frame on descriptor 3, then one invocation at a time; answers on descriptor 4.

The frames are described in runtime/frames.ts. One file and few imports: this is the cold start.
"""

import _sitebuiltins
import builtins
import importlib
import importlib.machinery
import json
import logging
import os
import resource
import sys
import time
import traceback

FROM_HOST = os.fdopen(3, "rb", buffering=65536)
TO_HOST = 4
MAX_RESPONSE_BYTES = 6291556
HERE = os.path.dirname(os.path.abspath(__file__))

# Where this machine's Python keeps its library, and where AWS's runtimes do.
LIBRARY = os.path.dirname(os.path.dirname(json.__file__))
LIBRARY_AT_AWS = "/var/lang/lib/python%d.%d" % sys.version_info[:2]

request_id = None
# The folders that a trace shows otherwise, each with its name at AWS.
folders = []


class Fault(Exception):
    """An error of the runtime itself; `error_type` is AWS's name for it."""

    def __init__(self, error_type, message, trace=None):
        super().__init__(message)
        self.error_type = error_type
        self.trace = trace or []


def send(header, body=b""):
    header["length"] = len(body)
    frame = memoryview(json.dumps(header).encode() + b"\n" + body)
    while frame:
        frame = frame[os.write(TO_HOST, frame) :]


def receive():
    line = FROM_HOST.readline()
    if not line:
        os._exit(0)  # the host is gone
    header = json.loads(line)
    return header, FROM_HOST.read(header["length"])


def write_log(message):
    header = {"type": "log"}
    if request_id:
        header["requestId"] = request_id
    send(header, message.encode("utf-8", "replace"))


class LogStream:
    """Standard output: every finished line is one log event."""

    encoding = "utf-8"
    errors = "replace"

    def __init__(self, descriptor):
        self.descriptor = descriptor
        self.unfinished = ""

    def write(self, text):
        lines = (self.unfinished + text).split("\n")
        self.unfinished = lines.pop()
        for line in lines:
            write_log(line + "\n")
        return len(text)

    def writelines(self, texts):
        for text in texts:
            self.write(text)

    def end_invocation(self):
        if self.unfinished:
            write_log(self.unfinished + "\n")
            self.unfinished = ""

    def flush(self):
        pass

    def isatty(self):
        return False

    def writable(self):
        return True

    def readable(self):
        return False

    def fileno(self):
        return self.descriptor


class LogHandler(logging.Handler):
    def emit(self, record):
        record.aws_request_id = request_id or ""
        write_log(self.format(record))


class JsonFormatter(logging.Formatter):
    def format(self, record):
        line = {
            "timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created)),
            "level": record.levelname,
            "message": record.getMessage(),
            "logger": record.name,
            "requestId": record.aws_request_id,
        }
        if record.exc_info:
            line["errorType"] = record.exc_info[0].__name__
            line["errorMessage"] = str(record.exc_info[1])
            line["stackTrace"] = frames_of(record.exc_info[2])
        return to_json(line) + "\n"


def set_up_logging():
    handler = LogHandler()
    level = os.environ.get("AWS_LAMBDA_LOG_LEVEL")
    if os.environ.get("AWS_LAMBDA_LOG_FORMAT") == "JSON":
        handler.setFormatter(JsonFormatter())
    else:
        form = "[%(levelname)s]\t%(asctime)s.%(msecs)03dZ\t%(aws_request_id)s\t%(message)s\n"
        formatter = logging.Formatter(form, "%Y-%m-%dT%H:%M:%S")
        formatter.converter = time.gmtime
        handler.setFormatter(formatter)
    root = logging.getLogger()
    if level in logging._nameToLevel:
        root.setLevel(level)
    root.addHandler(handler)


class Encoder(json.JSONEncoder):
    """AWS writes decimals as numbers and nested bytes as text."""

    def default(self, value):
        if isinstance(value, bytes):
            return value.decode("utf-8")
        if type(value).__name__ == "Decimal":
            return int(value) if value == value.to_integral_value() and value.as_tuple().exponent >= 0 else float(value)
        return super().default(value)


encoder = Encoder()


def to_json(value):
    return encoder.encode(value)


def shown(path):
    """Traces show AWS's folders of the code, of layers and of Python's library."""
    for here, there in folders:
        if path.startswith(here + os.sep):
            return there + path[len(here) :]
    return path


def frames_of(trace):
    frames = [(shown(f.filename), f.lineno, f.name, f.line) for f in traceback.extract_tb(trace) if not f.filename.startswith(HERE)]
    return traceback.format_list(frames)


def error_of(error, of_request):
    """The error object that a failure answers, in AWS's member order."""
    if isinstance(error, Fault):
        kind, trace = error.error_type, error.trace
    else:
        kind, trace = type(error).__name__, frames_of(error.__traceback__)
    return {"errorMessage": str(error) + how_to_get(error), "errorType": kind, "requestId": of_request or "", "stackTrace": trace}


def how_to_get(error):
    """Where the SDK itself is missing, which AWS's runtimes bring along: how it comes to be here. Code may import it when it needs it."""
    if not isinstance(error, ImportError) or error.name not in ("boto3", "botocore"):
        return ""
    return "\n%s is not installed for %s: %s -m pip install boto3, or put it into the function's zip or a layer." % (
        error.name,
        sys.executable,
        sys.executable,
    )


def log_error(error):
    if os.environ.get("AWS_LAMBDA_LOG_FORMAT") == "JSON":
        stamp = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
        write_log(to_json({"timestamp": stamp, "level": "ERROR", **error}) + "\n")
        return
    title = "[ERROR] " + error["errorType"] + (": " + error["errorMessage"] if error["errorMessage"] else "")
    lines = [title, "Traceback (most recent call last):"]
    for frame in error["stackTrace"]:
        # AWS: leading blanks become no-break spaces, so that CloudWatch keeps the indentation.
        lines += ["\u00a0" * (len(line) - len(line.lstrip(" "))) + line.lstrip(" ") for line in frame.splitlines()]
    write_log("\n".join(lines) + "\n")


class SdkFinder:
    """Finds what AWS's runtimes bring along, and nothing else of what the machine has installed: code that works here works there."""

    BROUGHT = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "urllib3", "six", "awscrt")

    def __init__(self, places):
        self.places = places

    def find_spec(self, name, path=None, target=None):
        if path is not None or name not in self.BROUGHT:
            return None
        return importlib.machinery.PathFinder.find_spec(name, self.places)


def import_failure(module_name, error):
    """AWS's words, and how to get the SDK where it is that which is missing."""
    return Fault("Runtime.ImportModuleError", "Unable to import module '%s': %s%s" % (module_name, error, how_to_get(error)))


def find_handler(name):
    module_name, dot, function_name = name.rpartition(".")
    if not dot:
        raise Fault("Runtime.MalformedHandlerName", "Bad handler '%s': not enough values to unpack (expected 2, got 1)" % name)
    if module_name.split(".")[0] in sys.builtin_module_names:
        raise Fault("Runtime.BuiltInModuleConflict", "Cannot use built-in module %s as a handler module" % module_name)
    try:
        module = importlib.import_module(module_name.replace("/", "."))
    except ImportError as error:
        raise import_failure(module_name, error)
    except SyntaxError as error:
        trace = ['  File "%s" Line %s\n    %s' % (shown(error.filename or ""), error.lineno, error.text)]
        raise Fault("Runtime.UserCodeSyntaxError", "Syntax error in module '%s': %s" % (module_name, error), trace)
    try:
        return getattr(module, function_name)
    except AttributeError:
        raise Fault("Runtime.HandlerNotFound", "Handler '%s' missing on module '%s'" % (function_name, module_name))


class ClientContext:
    def __init__(self, members):
        self.custom = members.get("custom")
        self.env = members.get("env")
        self.client = type("Client", (), members.get("client") or {})()


class Identity:
    cognito_identity_id = None
    cognito_identity_pool_id = None


class Context:
    """The handler's second argument."""

    def __init__(self, header):
        self.aws_request_id = header["requestId"]
        self.invoked_function_arn = header["invokedFunctionArn"]
        self.function_name = os.environ.get("AWS_LAMBDA_FUNCTION_NAME")
        self.function_version = os.environ.get("AWS_LAMBDA_FUNCTION_VERSION")
        self.memory_limit_in_mb = os.environ.get("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")
        self.log_group_name = os.environ.get("AWS_LAMBDA_LOG_GROUP_NAME")
        self.log_stream_name = os.environ.get("AWS_LAMBDA_LOG_STREAM_NAME")
        self.identity = Identity()
        client = header.get("clientContext")
        self.client_context = ClientContext(json.loads(client)) if client else None
        self._deadline = header["deadline"]

    def get_remaining_time_in_millis(self):
        return max(0, int(self._deadline - time.time() * 1000))

    def log(self, message):
        write_log(str(message))


def answer_of(handler, header, body):
    context = Context(header)
    try:
        event = json.loads(body)
    except ValueError as error:
        raise Fault("Runtime.UnmarshalError", "Unable to unmarshal input: %s" % error)
    result = handler(event, context)
    if isinstance(result, bytes):
        return result
    try:
        return to_json(result).encode()
    except Exception as error:
        raise Fault("Runtime.MarshalError", "Unable to marshal response: %s" % error)


def serve(handler):
    global request_id
    while True:
        header, body = receive()
        request_id = header["requestId"]
        if header.get("traceId"):
            os.environ["_X_AMZN_TRACE_ID"] = header["traceId"]
        answer = {"type": "response", "requestId": request_id}
        try:
            result = answer_of(handler, header, body)
            if len(result) > MAX_RESPONSE_BYTES:
                answer = {"type": "too-large", "requestId": request_id, "bytes": len(result)}
                result = b""
        except Exception as error:
            failure = error_of(error, request_id)
            log_error(failure)
            answer = {"type": "error", "requestId": request_id, "errorType": failure["errorType"]}
            result = to_json(failure).encode()
        end_streams()
        answer["peakKb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        send(answer, result)


def end_streams():
    sys.stdout.end_invocation()
    sys.stderr.end_invocation()


def main():
    global folders, encoder
    order = json.loads(receive()[1])
    os.environ.clear()
    os.environ.update(order["environment"])
    time.tzset()
    task_root = order["taskRoot"]
    folders = [(task_root, "/var/task"), *((root, "/opt") for root in order["layerRoots"]), (LIBRARY, LIBRARY_AT_AWS)]
    os.chdir(task_root)
    # AWS: python3.12 and later answer text as it is, earlier ones escape what is not ASCII.
    if int(order["runtime"].partition(".")[2] or 0) >= 12:
        encoder = Encoder(ensure_ascii=False)
    sys.path[0:1] = [task_root] + [path for path in os.environ.get("PYTHONPATH", "").split(":") if path]
    # Started without `site`, which would have brought these two.
    builtins.exit, builtins.quit = (_sitebuiltins.Quitter(name, "Ctrl-D (i.e. EOF)") for name in ("exit", "quit"))
    # Last of all finders: the function's own copy wins.
    sys.meta_path.append(SdkFinder(sys.argv[1:]))
    sys.argv[:] = [os.path.join(HERE, "main.py")]
    sys.dont_write_bytecode = True
    sys.stdout, sys.stderr = LogStream(1), LogStream(2)
    set_up_logging()
    try:
        handler = find_handler(order["handler"])
    except BaseException as error:
        if isinstance(error, SystemExit):
            raise
        failure = error_of(error, None)
        log_error(failure)
        end_streams()
        send({"type": "init-error", "errorType": failure["errorType"]}, to_json(failure).encode())
        sys.exit(1)
    end_streams()
    send({"type": "ready", "peakKb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss})
    serve(handler)


main()
