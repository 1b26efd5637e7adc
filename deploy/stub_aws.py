"""A stand-in for SageMaker and Application Auto Scaling on 127.0.0.1: keeps state in memory and records the calls.

It answers as AWS does as far as scripts/deploy can tell: names and ARNs, what exists already, what is not found, what an
endpoint in progress refuses, endpoints that come to serve or fail after some looks at them.
"""

import copy
import http.server
import json
import re
import threading

ACCOUNT = "123456789012"
IDENTITY = """<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::%s:user/me</Arn><UserId>AIDA</UserId><Account>%s</Account></GetCallerIdentityResult>
</GetCallerIdentityResponse>""" % (ACCOUNT, ACCOUNT)
NAME = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}")


class Refused(Exception):
    def __init__(self, message, code="ValidationException"):
        super().__init__(message)
        self.code = code


class StubAws:
    """A context manager: listens while it is open. `url` is for AWS_ENDPOINT_URL."""

    STATE = "models", "configs", "endpoints", "tags", "targets", "policies"

    def __init__(self):
        self.calls = []
        for kind in self.STATE:
            setattr(self, kind, {})
        self.invocations = []
        # Looks at an endpoint that show it in progress before they show the outcome.
        self.looks = 1
        # How what is begun next ends: with the reason of a failure. Operations that are refused, with code and message.
        self.fails = []
        self.refuses = {}
        self.faults = []

    def __enter__(self):
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler_of(self))
        self.url = "http://127.0.0.1:%d" % self.server.server_address[1]
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def state(self):
        return {kind: copy.deepcopy(getattr(self, kind)) for kind in self.STATE}

    def restore(self, state):
        for kind, value in state.items():
            setattr(self, kind, copy.deepcopy(value))

    def changes(self):
        """The calls that were not for reading: (operation, request)."""
        return [(operation, request) for operation, request in self.calls
                if not operation.startswith(("Describe", "List", "Get"))]

    def answer(self, operation, request, region):
        self.calls.append((operation, copy.deepcopy(request)))
        if operation in self.refuses:
            code, message = self.refuses[operation]
            raise Refused(message, code)
        self.region = region
        return getattr(self, operation)(**request) or {}

    # --- SageMaker

    def arn(self, kind, name):
        return "arn:aws:sagemaker:%s:%s:%s/%s" % (self.region, ACCOUNT, kind, name.lower())

    def create(self, of, kind, called, name, value):
        if not NAME.fullmatch(name):
            raise Refused("Value '%s' at 'name' failed to satisfy constraint: Member must satisfy regular expression pattern" % name)
        if name in of:
            raise Refused('Cannot create already existing %s "%s".' % (called, self.arn(kind, name)))
        of[name] = value

    def find(self, of, kind, called, name):
        if name not in of:
            raise Refused('Could not find %s "%s".' % (called, self.arn(kind, name)))
        return of[name]

    def CreateModel(self, ModelName, **model):
        self.create(self.models, "model", "model", ModelName, model)
        return {"ModelArn": self.arn("model", ModelName)}

    def DescribeModel(self, ModelName):
        model = self.find(self.models, "model", "model", ModelName)
        return {"ModelName": ModelName, "ModelArn": self.arn("model", ModelName), "CreationTime": 0, **model}

    def CreateEndpointConfig(self, EndpointConfigName, Tags=(), **config):
        for variant in config["ProductionVariants"]:
            self.find(self.models, "model", "model", variant["ModelName"])
        self.create(self.configs, "endpoint-config", "endpoint configuration", EndpointConfigName, config)
        arn = self.arn("endpoint-config", EndpointConfigName)
        self.AddTags(arn, Tags)
        return {"EndpointConfigArn": arn}

    def DescribeEndpointConfig(self, EndpointConfigName):
        config = self.find(self.configs, "endpoint-config", "endpoint configuration", EndpointConfigName)
        return {"EndpointConfigName": EndpointConfigName, "CreationTime": 0,
                "EndpointConfigArn": self.arn("endpoint-config", EndpointConfigName), **config}

    def AddTags(self, ResourceArn, Tags):
        self.tags.setdefault(ResourceArn, {}).update({tag["Key"]: tag["Value"] for tag in Tags})

    def ListTags(self, ResourceArn):
        return {"Tags": [{"Key": key, "Value": value} for key, value in self.tags.get(ResourceArn, {}).items()]}

    def begin(self, endpoint, status, config):
        reason = self.fails.pop(0) if self.fails else None
        endpoint.update(status=status, looks=self.looks, wanted=config, fails=reason)

    def CreateEndpoint(self, EndpointName, EndpointConfigName, Tags=()):
        self.find(self.configs, "endpoint-config", "endpoint configuration", EndpointConfigName)
        self.create(self.endpoints, "endpoint", "endpoint", EndpointName, {"config": EndpointConfigName, "reason": None})
        self.begin(self.endpoints[EndpointName], "Creating", EndpointConfigName)
        self.AddTags(self.arn("endpoint", EndpointName), Tags)
        return {"EndpointArn": self.arn("endpoint", EndpointName)}

    def UpdateEndpoint(self, EndpointName, EndpointConfigName, RetainAllVariantProperties=False,
                       ExcludeRetainedVariantProperties=()):
        endpoint = self.find(self.endpoints, "endpoint", "endpoint", EndpointName)
        after = self.find(self.configs, "endpoint-config", "endpoint configuration", EndpointConfigName)
        if endpoint["status"] != "InService":
            raise Refused('Cannot update in-progress endpoint "%s".' % self.arn("endpoint", EndpointName))
        if endpoint["config"] == EndpointConfigName:
            raise Refused("Cannot update endpoint with the currently in use endpoint configuration")
        types = {variant["VariantName"]: variant["InstanceType"] for variant in after["ProductionVariants"]}
        for variant in self.configs[endpoint["config"]]["ProductionVariants"]:
            resource = "endpoint/%s/variant/%s" % (EndpointName, variant["VariantName"])
            if resource in self.targets and types.get(variant["VariantName"]) != variant["InstanceType"]:
                raise Refused("The variant %s must be deregistered as a scalable target first" % resource)
        self.begin(endpoint, "Updating", EndpointConfigName)
        return {"EndpointArn": self.arn("endpoint", EndpointName)}

    def DescribeEndpoint(self, EndpointName):
        endpoint = self.find(self.endpoints, "endpoint", "endpoint", EndpointName)
        if endpoint["looks"] == 0:
            self.end(endpoint)
        endpoint["looks"] -= 1
        return {"EndpointName": EndpointName, "EndpointArn": self.arn("endpoint", EndpointName),
                "EndpointConfigName": endpoint["config"], "EndpointStatus": endpoint["status"],
                "CreationTime": 0, "LastModifiedTime": 0,
                **({"FailureReason": endpoint["reason"]} if endpoint["reason"] else {})}

    @staticmethod
    def end(endpoint):
        if endpoint["status"] in ("Creating", "Updating"):
            endpoint["reason"] = endpoint["fails"]
            if not endpoint["fails"]:
                endpoint.update(status="InService", config=endpoint["wanted"])
            else:
                # A failed update ends where it began.
                endpoint["status"] = "Failed" if endpoint["status"] == "Creating" else "InService"

    # --- Application Auto Scaling

    def DescribeScalableTargets(self, ServiceNamespace, ResourceIds):
        return {"ScalableTargets": [{**self.targets[resource], "RoleARN": "arn:aws:iam::%s:role/scaling" % ACCOUNT,
                                     "CreationTime": 0} for resource in ResourceIds if resource in self.targets]}

    def RegisterScalableTarget(self, **target):
        _, name, _, variant = target["ResourceId"].split("/")
        endpoint = self.endpoints.get(name, {"status": None})
        if endpoint["status"] != "InService" or variant not in [
                one["VariantName"] for one in self.configs[endpoint["config"]]["ProductionVariants"]]:
            raise Refused("Could not find an endpoint in service with the variant of %s" % target["ResourceId"])
        self.targets[target["ResourceId"]] = target

    def DeregisterScalableTarget(self, ServiceNamespace, ResourceId, ScalableDimension):
        if ResourceId not in self.targets:
            raise Refused("No scalable target found", "ObjectNotFoundException")
        del self.targets[ResourceId]
        self.policies.pop(ResourceId, None)

    def DescribeScalingPolicies(self, ServiceNamespace, ResourceId):
        return {"ScalingPolicies": [{**policy, "PolicyARN": "arn:aws:autoscaling:::%s" % name, "CreationTime": 0}
                                    for name, policy in self.policies.get(ResourceId, {}).items()]}

    def PutScalingPolicy(self, **policy):
        if policy["ResourceId"] not in self.targets:
            raise Refused("No scalable target registered", "ObjectNotFoundException")
        self.policies.setdefault(policy["ResourceId"], {})[policy["PolicyName"]] = policy
        return {"PolicyARN": "arn:aws:autoscaling:::%s" % policy["PolicyName"]}


def handler_of(stub):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path.endswith("/invocations"):
                stub.invocations.append((self.path, self.headers["Content-Type"], body))
                self.send(200, b'{"predictions": [{"probability": 0.5}]}', "application/json")
                return
            if "X-Amz-Target" not in self.headers:
                stub.calls.append(("GetCallerIdentity", body.decode("ascii")))
                self.send(200, IDENTITY.encode("ascii"), "text/xml")
                return
            operation = self.headers["X-Amz-Target"].split(".")[-1]
            # ... Credential=KEY/DATE/REGION/SERVICE/aws4_request, ...
            region = self.headers["Authorization"].split("Credential=")[1].split("/")[2]
            try:
                self.answer(200, stub.answer(operation, json.loads(body), region))
            except Refused as refused:
                self.answer(400, {"__type": refused.code, "message": str(refused)})
            except Exception as fault:
                stub.faults.append("%s: %r" % (operation, fault))
                self.answer(400, {"__type": "StubFault", "message": repr(fault)})

        def answer(self, status, answer):
            self.send(status, json.dumps(answer).encode("utf-8"), "application/x-amz-json-1.1")

        def send(self, status, body, content_type):
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    return Handler
