"""A stand-in for AWS on 127.0.0.1: STS, SageMaker, Application Auto Scaling and S3 as far as the scripts see them.

It keeps state and records the calls. It answers as AWS does: names and ARNs, what exists already, what is not found,
what an endpoint in progress or under auto scaling refuses, endpoints that come to serve or fail after some looks.
"""

import copy
import http.server
import json
import re
import threading

ACCOUNT = "123456789012"
NAME = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9]){0,62}")
TAG = re.compile(r"[\w .:/=+@-]{0,256}")
READING = "Describe", "List", "Get"


class Refused(Exception):
    def __init__(self, message, code="ValidationException"):
        super().__init__(message)
        self.code = code


class StubAws:
    """A context manager: listens while it is open. `url` is for AWS_ENDPOINT_URL."""

    def __init__(self):
        self.state = {kind: {} for kind in ("models", "configs", "endpoints", "tags", "targets", "policies")}
        self.calls = []
        self.invocations = []
        # Of S3, by bucket/key.
        self.objects = {}
        # Looks at an endpoint that show it in progress, after the first of which it still is.
        self.looks = 0
        # Why the next creation or update of an endpoint fails.
        self.failure = None
        # Operations that are refused, with code and message.
        self.refusals = {}
        # What is wrong with this stub, or with a request that it has no answer to.
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

    def answer(self, operation, request, region):
        self.calls.append((operation, copy.deepcopy(request)))
        self.region = region
        if operation in self.refusals:
            code, message = self.refusals[operation]
            raise Refused(message, code)
        return getattr(self, operation)(**request) or {}

    def GetCallerIdentity(self):
        """XML: STS has another protocol than the others."""
        return ('<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>'
                "<Arn>arn:aws:iam::%s:user/me</Arn><UserId>AIDA</UserId><Account>%s</Account></GetCallerIdentityResult>"
                "</GetCallerIdentityResponse>" % (ACCOUNT, ACCOUNT))

    # --- S3

    def put(self, place, condition, body):
        """The status, and of a refusal the code and the message."""
        if "PutObject" in self.refusals:
            return 403, *self.refusals["PutObject"]
        if condition != "*":
            self.faults.append("PutObject of %s may overwrite" % place)
        if place in self.objects:
            return 412, "PreconditionFailed", "At least one of the pre-conditions you specified did not hold"
        self.objects[place] = body
        return 200, "", ""

    # --- SageMaker

    def arn(self, kind, name):
        return "arn:aws:sagemaker:%s:%s:%s/%s" % (self.region, ACCOUNT, kind, name.lower())

    def create(self, kind, called, name, value):
        if not NAME.fullmatch(name):
            raise Refused("Value '%s' failed to satisfy constraint: Member must satisfy a pattern" % name)
        if name in self.state[kind]:
            raise Refused('Cannot create already existing %s "%s".' % (called, name))
        self.state[kind][name] = value

    def find(self, kind, called, name):
        if name not in self.state[kind]:
            raise Refused('Could not find %s "%s".' % (called, name))
        return self.state[kind][name]

    def CreateModel(self, ModelName, **model):
        self.create("models", "model", ModelName, model)
        return {"ModelArn": self.arn("model", ModelName)}

    def DescribeModel(self, ModelName):
        model = self.find("models", "model", ModelName)
        return {"ModelName": ModelName, "ModelArn": self.arn("model", ModelName), "CreationTime": 0, **model}

    def CreateEndpointConfig(self, EndpointConfigName, **config):
        for variant in config["ProductionVariants"]:
            self.find("models", "model", variant["ModelName"])
        self.create("configs", "endpoint configuration", EndpointConfigName, config)
        return {"EndpointConfigArn": self.arn("endpoint-config", EndpointConfigName)}

    def DescribeEndpointConfig(self, EndpointConfigName):
        config = self.find("configs", "endpoint configuration", EndpointConfigName)
        return {"EndpointConfigName": EndpointConfigName, "CreationTime": 0,
                "EndpointConfigArn": self.arn("endpoint-config", EndpointConfigName), **config}

    def AddTags(self, ResourceArn, Tags):
        for tag in Tags:
            if not (TAG.fullmatch(tag["Key"]) and TAG.fullmatch(tag["Value"]) and len(tag["Key"]) <= 128):
                raise Refused("A tag failed to satisfy constraint: Member must satisfy a pattern")
        self.state["tags"].setdefault(ResourceArn, {}).update({tag["Key"]: tag["Value"] for tag in Tags})
        return {"Tags": Tags}

    def ListTags(self, ResourceArn):
        tags = self.state["tags"].get(ResourceArn, {})
        return {"Tags": [{"Key": key, "Value": value} for key, value in tags.items()]}

    def begin(self, endpoint, status, config):
        endpoint.update(status=status, looks=self.looks, wanted=config, failure=self.failure)
        self.failure = None

    def CreateEndpoint(self, EndpointName, EndpointConfigName, Tags=()):
        self.find("configs", "endpoint configuration", EndpointConfigName)
        endpoint = {"config": EndpointConfigName, "reason": None}
        self.create("endpoints", "endpoint", EndpointName, endpoint)
        self.AddTags(self.arn("endpoint", EndpointName), Tags)
        self.begin(endpoint, "Creating", EndpointConfigName)
        return {"EndpointArn": self.arn("endpoint", EndpointName)}

    def UpdateEndpoint(self, EndpointName, EndpointConfigName, RetainAllVariantProperties=False,
                       ExcludeRetainedVariantProperties=()):
        endpoint = self.find("endpoints", "endpoint", EndpointName)
        before = self.instance_types(endpoint["config"])
        self.find("configs", "endpoint configuration", EndpointConfigName)
        after = self.instance_types(EndpointConfigName)
        if endpoint["status"] != "InService":
            raise Refused('Cannot update in-progress endpoint "%s".' % EndpointName)
        if endpoint["config"] == EndpointConfigName:
            raise Refused("Cannot update endpoint with the currently in use endpoint configuration")
        if ExcludeRetainedVariantProperties and not RetainAllVariantProperties:
            raise Refused("ExcludeRetainedVariantProperties without RetainAllVariantProperties")
        if RetainAllVariantProperties and not after.keys() <= before.keys():
            raise Refused("RetainAllVariantProperties cannot be used with new variants")
        for variant, instance_type in before.items():
            resource = "endpoint/%s/variant/%s" % (EndpointName, variant)
            if resource in self.state["targets"] and after.get(variant) != instance_type:
                raise Refused("The variant %s must be deregistered as a scalable target first" % resource)
        self.begin(endpoint, "Updating", EndpointConfigName)
        return {"EndpointArn": self.arn("endpoint", EndpointName)}

    def instance_types(self, config):
        return {variant["VariantName"]: variant["InstanceType"]
                for variant in self.state["configs"][config]["ProductionVariants"]}

    def DescribeEndpoint(self, EndpointName):
        endpoint = self.find("endpoints", "endpoint", EndpointName)
        if endpoint["looks"] == 0:
            self.end(EndpointName, endpoint)
            self.find("endpoints", "endpoint", EndpointName)
        else:
            endpoint["looks"] -= 1
        return {"EndpointName": EndpointName, "EndpointArn": self.arn("endpoint", EndpointName),
                "EndpointConfigName": endpoint["config"], "EndpointStatus": endpoint["status"],
                "CreationTime": 0, "LastModifiedTime": 0,
                **({"FailureReason": endpoint["reason"]} if endpoint["reason"] else {})}

    def end(self, name, endpoint):
        if endpoint["status"] == "Deleting":
            del self.state["endpoints"][name]
        elif endpoint["status"] in ("Creating", "Updating"):
            endpoint["reason"] = endpoint["failure"]
            if not endpoint["failure"]:
                endpoint.update(status="InService", config=endpoint["wanted"])
            else:
                # A failed update ends where it began.
                endpoint["status"] = "Failed" if endpoint["status"] == "Creating" else "InService"

    # --- Application Auto Scaling

    def DescribeScalableTargets(self, ServiceNamespace, ResourceIds):
        targets = self.state["targets"]
        return {"ScalableTargets": [{**targets[resource], "RoleARN": "arn:aws:iam::%s:role/scaling" % ACCOUNT,
                                     "CreationTime": 0} for resource in ResourceIds if resource in targets]}

    def RegisterScalableTarget(self, **target):
        _, name, _, variant = target["ResourceId"].split("/")
        endpoint = self.state["endpoints"].get(name)
        if not endpoint or endpoint["status"] != "InService" or variant not in self.instance_types(endpoint["config"]):
            raise Refused("No endpoint in service with the variant of %s" % target["ResourceId"])
        self.state["targets"][target["ResourceId"]] = target

    def DeregisterScalableTarget(self, ServiceNamespace, ResourceId, ScalableDimension):
        if ResourceId not in self.state["targets"]:
            raise Refused("No scalable target found", "ObjectNotFoundException")
        del self.state["targets"][ResourceId]
        self.state["policies"].pop(ResourceId, None)

    def DescribeScalingPolicies(self, ServiceNamespace, ResourceId):
        return {"ScalingPolicies": [{**policy, "PolicyARN": "arn:aws:autoscaling:::%s" % name, "CreationTime": 0}
                                    for name, policy in self.state["policies"].get(ResourceId, {}).items()]}

    def PutScalingPolicy(self, **policy):
        if policy["ResourceId"] not in self.state["targets"]:
            raise Refused("No scalable target registered", "ObjectNotFoundException")
        self.state["policies"].setdefault(policy["ResourceId"], {})[policy["PolicyName"]] = policy
        return {"PolicyARN": "arn:aws:autoscaling:::%s" % policy["PolicyName"]}


def handler_of(stub):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if self.path.endswith("/invocations"):
                stub.invocations.append((self.path, self.headers["Content-Type"], body))
                self.send(200, b'{"predictions":[{"probability":0.5}]}', "application/json")
                return
            target = self.headers["X-Amz-Target"]
            operation = target.split(".")[-1] if target else re.match(r"Action=(\w+)", body.decode())[1]
            # ... Credential=KEY/DATE/REGION/SERVICE/aws4_request, ...; a request that is not signed has none.
            signed = re.search(r"Credential=[^/]*/[^/]*/([^/]*)/", self.headers.get("Authorization", ""))
            try:
                answer = stub.answer(operation, json.loads(body) if target else {}, signed[1] if signed else None)
                if target:
                    self.send_json(200, answer)
                else:
                    self.send(200, answer.encode(), "text/xml")
            except Refused as refused:
                self.send_json(400, {"__type": refused.code, "message": str(refused)})
            except Exception as fault:
                stub.faults.append("%s: %r" % (operation, fault))
                self.send_json(400, {"__type": "StubFault", "message": repr(fault)})

        def do_PUT(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if "aws-chunked" in self.headers.get("Content-Encoding", ""):
                stub.faults.append("PutObject came in chunks")
            status, code, message = stub.put(self.path.lstrip("/"), self.headers["If-None-Match"], body)
            error = "<Error><Code>%s</Code><Message>%s</Message></Error>" % (code, message) if code else ""
            self.send(status, error.encode(), "application/xml")

        def send_json(self, status, answer):
            self.send(status, json.dumps(answer).encode(), "application/x-amz-json-1.1")

        def send(self, status, body, content_type):
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    return Handler
